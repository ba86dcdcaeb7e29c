//! The system's file dialogs, asked without holding up the window.

use std::sync::mpsc::Sender;

use eframe::egui::Context;

use crate::app::jobs;
use crate::session::{Message, Pick};

/// Asks for a path; the answer comes as a message.
///
/// Where no dialog answers, the library says the same as if the person had closed it, so the session
/// offers to type the path.
pub fn ask(ctx: &Context, pick: Pick, answer: Sender<Message>) {
    let dialog = rfd::AsyncFileDialog::new().add_filter("text", &["txt", "text", "json", "md"]);
    let ctx = ctx.clone();
    jobs::start("file dialog", move || {
        let picked = pollster::block_on(async {
            match pick {
                Pick::File => dialog.pick_file().await,
                Pick::Folder => rfd::AsyncFileDialog::new().pick_folder().await,
                Pick::CopyTo => rfd::AsyncFileDialog::new().save_file().await,
            }
        });
        let message = match picked {
            Some(file) => Message::Picked { pick, path: file.path().to_owned() },
            None => Message::PickedNothing(pick),
        };
        // A window that is gone needs no answer.
        let _gone = answer.send(message);
        ctx.request_repaint();
    });
}
