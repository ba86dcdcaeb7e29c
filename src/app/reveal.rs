//! The system's file manager, asked to show a folder: the one place that starts a program.

use std::path::Path;
use std::sync::mpsc::Sender;

use eframe::egui::Context;

use crate::app::jobs;
use crate::session::Message;

/// Shows a folder; where the system can't, a message says so.
///
/// Only folders are shown, and by their whole path: a file would be run or opened by whatever program claims it.
pub fn show(ctx: &Context, folder: &Path, answer: Sender<Message>) {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let ctx = ctx.clone();
    // Some systems' openers end only when the file manager does: the thread waits with them, and hears of those
    // that found none.
    jobs::start("file manager", move || {
        let shown = match folder.is_dir() {
            true => open::that(&folder).map_err(|error| error.to_string()),
            false => Err("There is no such folder".to_owned()),
        };
        if let Err(error) = shown {
            let detail = format!("{} ({error})", folder.display());
            // A window that is gone needs no answer.
            let _gone = answer.send(Message::Failed { words: "notice-no-file-manager", detail });
            ctx.request_repaint();
        }
    });
}
