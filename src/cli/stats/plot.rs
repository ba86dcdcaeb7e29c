//! Plots as SVG within a page: columns over lengths or over days. Colours are the page's.

use std::fmt::Write;

use crate::stats::{Counts, Distribution};

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 150.0;
/// What is kept below the columns for what they stand for.
const FOOT: f64 = 20.0;
/// The most columns over lengths.
const COLUMNS: u64 = 24;
/// The most columns over days; more are told by month.
const DAYS: usize = 62;
/// The widest a column may be.
const WIDEST: f64 = 70.0;
/// The least distance of two columns' names, in points.
const NAME_WIDTH: f64 = 62.0;

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// What it stands for, in figures.
    pub name: String,
    pub count: u64,
}

/// Returns columns of even width over the values; the last one holds all beyond the usual.
pub(super) fn columns(found: &Distribution) -> Vec<Column> {
    let (Some(least), Some(usual), Some(greatest)) = (found.min, found.p95, found.max) else {
        return Vec::new();
    };
    let widths = (0..).flat_map(|power| [1, 2, 5].map(|step| step * 10_u64.pow(power)));
    let width = widths.into_iter().find(|width| (usual - least) / width < COLUMNS).unwrap_or(1);
    let first = least / width;
    let last = (usual / width + 2).min(greatest / width) - first;
    let mut columns: Vec<Column> = (0..=last)
        .map(|number| {
            let from = (first + number) * width;
            let name = if number == last && greatest >= from + width {
                format!("≥{from}")
            } else if width == 1 {
                from.to_string()
            } else {
                format!("{from}–{}", from + width - 1)
            };
            Column { name, count: 0 }
        })
        .collect();
    for interval in &found.histogram {
        let at = (interval.from.max(least) / width - first).min(last);
        columns[at as usize].count += interval.count;
    }
    columns
}

/// Returns a column for each day, days without anything included, or for each month of a long time.
pub(super) fn days(dates: &Counts) -> Vec<Column> {
    let day = |text: &String| text.parse::<jiff::civil::Date>().ok();
    let known: Vec<(jiff::civil::Date, u64)> =
        dates.iter().filter_map(|(text, count)| Some((day(text)?, *count))).collect();
    let (Some((first, _)), Some((last, _))) = (known.first(), known.last()) else { return Vec::new() };
    let by_day = first.series(jiff::Span::new().days(1)).take_while(|day| day <= last);
    let all: Vec<String> = by_day.clone().take(DAYS + 1).map(|day| day.to_string()).collect();
    let length = if all.len() > DAYS { 7 } else { 10 };
    let mut columns: Vec<Column> = match length {
        10 => all.into_iter().map(|name| Column { name, count: 0 }).collect(),
        _ => {
            let mut months = Vec::new();
            let by_month = first.first_of_month().series(jiff::Span::new().months(1));
            for month in by_month.take_while(|month| month <= last) {
                months.push(Column { name: month.to_string()[..length].to_owned(), count: 0 });
            }
            months
        }
    };
    for (day, count) in known {
        let name = &day.to_string()[..length];
        if let Some(column) = columns.iter_mut().find(|column| column.name == name) {
            column.count += count;
        }
    }
    columns
}

/// Draws columns, the first at the side where the page's lines begin. `title` is free of markup.
pub(super) fn draw(columns: &[Column], title: &str, rtl: bool) -> String {
    let most = columns.iter().map(|column| column.count).max().unwrap_or_default().max(1) as f64;
    let step = (WIDTH / columns.len().max(1) as f64).min(WIDEST);
    let every = (NAME_WIDTH / step).ceil().max(1.0) as usize;
    let mut svg = format!(
        "<svg class=\"plot\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{title}\">",
        HEIGHT + FOOT + 14.0
    );
    for (number, column) in columns.iter().enumerate() {
        let at = step * number as f64;
        let left = if rtl { WIDTH - at - step } else { at };
        let height = column.count as f64 / most * HEIGHT;
        // Writing into a text doesn't fail.
        let _written = write!(
            svg,
            "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{height:.2}\"><title>{}: {}</title></rect>",
            left + step * 0.08,
            14.0 + HEIGHT - height,
            step * 0.84,
            column.name,
            column.count
        );
        let middle = left + step / 2.0;
        if number % every == 0 || columns.len() <= 3 {
            let middle = middle.clamp(NAME_WIDTH / 2.0 - 8.0, WIDTH - NAME_WIDTH / 2.0 + 8.0);
            let below = 14.0 + HEIGHT + 14.0;
            let name = &column.name;
            let _written =
                write!(svg, "<text x=\"{middle:.2}\" y=\"{below}\" direction=\"ltr\">{name}</text>");
        }
        if step > 26.0 && column.count > 0 {
            let above = 10.0 + HEIGHT - height;
            let count = column.count;
            let _written =
                write!(svg, "<text x=\"{middle:.2}\" y=\"{above:.2}\" direction=\"ltr\">{count}</text>");
        }
    }
    let _written = write!(svg, "<line x1=\"0\" y1=\"{0}\" x2=\"{WIDTH}\" y2=\"{0}\"/></svg>", 14.0 + HEIGHT);
    svg
}

#[cfg(test)]
mod tests {
    use super::{Column, columns, days};
    use crate::stats::{Counts, Distribution, Interval};

    #[test]
    fn columns_hold_every_value() {
        let interval = |from, count| Interval { from, to: from, count };
        let found = Distribution {
            count: 41,
            min: Some(3),
            p95: Some(60),
            max: Some(100),
            histogram: vec![interval(3, 30), interval(60, 10), interval(100, 1)],
            ..Distribution::default()
        };
        let columns = columns(&found);
        assert_eq!(columns[0], Column { name: "0–4".to_owned(), count: 30 });
        assert_eq!(columns.last(), Some(&Column { name: "≥70".to_owned(), count: 1 }));
        assert_eq!(columns.iter().map(|column| column.count).sum::<u64>(), 41);
    }

    #[test]
    fn days_without_work_are_seen_and_long_times_told_by_month() {
        let counts = |days: &[&str]| -> Counts { days.iter().map(|day| ((*day).to_owned(), 2)).collect() };
        let names: Vec<String> =
            days(&counts(&["2026-02-27", "2026-03-01"])).into_iter().map(|column| column.name).collect();
        assert_eq!(names, ["2026-02-27", "2026-02-28", "2026-03-01"]);
        let months = days(&counts(&["2026-01-31", "2026-04-01", "2026-04-09"]));
        let found: Vec<_> = months.iter().map(|column| (column.name.as_str(), column.count)).collect();
        assert_eq!(found, [("2026-01", 2), ("2026-02", 0), ("2026-03", 0), ("2026-04", 4)]);
        assert_eq!(days(&counts(&[])), []);
    }
}
