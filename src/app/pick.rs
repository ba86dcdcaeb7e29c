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
        let any = rfd::AsyncFileDialog::new();
        let picked = pollster::block_on(async {
            match pick {
                Pick::File => dialog.pick_file().await.into_iter().collect(),
                Pick::Folder | Pick::ExportTo | Pick::ImportFolder | Pick::ImportTo => {
                    any.pick_folder().await.into_iter().collect()
                }
                Pick::ImportFiles => any.pick_files().await.unwrap_or_default(),
                Pick::CopyTo => any.save_file().await.into_iter().collect::<Vec<_>>(),
            }
        });
        if picked.is_empty() {
            // A window that is gone needs no answer.
            let _gone = answer.send(Message::PickedNothing(pick));
        }
        for file in picked {
            let _gone = answer.send(Message::Picked { pick, path: file.path().to_owned() });
        }
        ctx.request_repaint();
    });
}
