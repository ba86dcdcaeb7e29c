// Sets each task's paragraphs as a page would, and says where lines begin and ranges stand.
// Runs inside Chromium; `scripts/compare-chromium` puts `TASKS` before it and reads the answer from the page.
"use strict";

// Small, seeded, the same everywhere: mulberry32.
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

// A paragraph's grapheme boundaries, in code units of its text and in code points of the whole one.
function boundaries(text, start) {
  const units = [];
  const points = [];
  let point = start;
  let unit = 0;
  for (const { segment } of segmenter.segment(text)) {
    units.push(unit);
    points.push(point);
    unit += segment.length;
    point += [...segment].length;
  }
  units.push(unit);
  points.push(point);
  return { units, points };
}

function rectangles(node, start, end) {
  const range = document.createRange();
  range.setStart(node, start);
  range.setEnd(node, end);
  return [...range.getClientRects()];
}

// Where each line begins, and how wide each grapheme is.
function linesOf(paragraph, lineHeight) {
  const { node, box, units, points } = paragraph;
  const lines = [];
  const widths = [];
  let line = -1;
  for (let index = 0; index + 1 < units.length; index++) {
    const rects = rectangles(node, units[index], units[index + 1]);
    widths.push(Math.round(rects.reduce((sum, it) => sum + it.width, 0) * 100) / 100);
    // A grapheme at the start of a line may have a second rectangle, without width, at the end of the one before.
    const rect = rects.findLast((it) => it.width > 0) ?? rects.at(-1);
    if (!rect) continue;
    const on = Math.floor(((rect.top + rect.bottom) / 2 - box.top) / lineHeight);
    while (line < on) {
      lines.push(points[index]);
      line += 1;
    }
  }
  return { lines, points, widths };
}

// How far the preferred font reaches above and below the baseline: a rectangle of a range is as high as that.
function reachOf(task) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${task.size}px ${JSON.stringify(task.families[0])}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = context.measureText("a");
  return { above, below };
}

function everyGrapheme(paragraphs) {
  return paragraphs.flatMap((it) => it.points.slice(1).map((_, index) => [it, index, index + 1]));
}

// Ranges of very different lengths, each within one paragraph.
function randomRanges(paragraphs, task) {
  const next = random(task.seed);
  const graphemes = paragraphs.map((it) => it.units.length - 1);
  const total = graphemes.reduce((sum, it) => sum + it, 0);
  return Array.from({ length: task.ranges }, () => {
    let place = Math.floor(next() * total);
    let index = 0;
    while (place >= graphemes[index]) place -= graphemes[index++];
    const longest = [1, 6, 24, 120, 600][Math.floor(next() * 5)];
    return [paragraphs[index], place, Math.min(place + 1 + Math.floor(next() * longest), graphemes[index])];
  });
}

function set(task) {
  const column = document.createElement("div");
  column.lang = task.lang;
  column.style.cssText =
    `position:absolute;left:0;top:0;width:${task.width}px;font-size:${task.size}px;line-height:${task.lineHeight}px;` +
    `font-family:${task.families.map((it) => JSON.stringify(it)).join(",")};white-space:pre-wrap;` +
    `overflow-wrap:break-word;text-align:start;text-rendering:geometricPrecision;font-kerning:normal`;
  let start = 0;
  const paragraphs = task.paragraphs.map(({ text, rtl }) => {
    const block = document.createElement("div");
    block.dir = rtl ? "rtl" : "ltr";
    block.append(text);
    column.append(block);
    const from = start;
    start += [...text].length + 1;
    return { block, node: block.firstChild, text, ...boundaries(text, from) };
  });
  document.body.append(column);
  for (const paragraph of paragraphs) paragraph.box = paragraph.block.getBoundingClientRect();

  const filled = paragraphs.filter((it) => it.text.length > 0);
  const places = task.graphemes ? everyGrapheme(filled) : randomRanges(filled, task);
  const spans = places.map(([{ node, units, points }, first, last]) => ({
    start: points[first],
    end: points[last],
    rects: rectangles(node, units[first], units[last]).map((it) => [it.left, it.top, it.right, it.bottom]),
  }));
  const answer = {
    reach: reachOf(task),
    paragraphs: paragraphs.map((it) => ({
      top: it.box.top,
      bottom: it.box.bottom,
      ...(it.node ? linesOf(it, task.lineHeight) : { lines: [], points: [], widths: [] }),
    })),
    spans,
  };
  column.remove();
  return answer;
}

async function main() {
  for (const family of FAMILIES) await document.fonts.load(`20px ${JSON.stringify(family)}`, "aاא");
  const answer = { browser: navigator.userAgent, scale: devicePixelRatio, tasks: TASKS.map(set) };
  document.body.textContent = JSON.stringify(answer);
}

main().catch((error) => (document.body.textContent = JSON.stringify({ error: `${error.stack}` })));
