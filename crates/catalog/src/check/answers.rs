//! What the tool's answers mean: each blames one field, or says which permission is missing.

use super::{Checker, holds};
use crate::finding::no_field;
use crate::source::Place;
use crate::{Kind, ProbeRequest};
use toml::Spanned;
use wire::{FieldId, RejectionCode};

const MEANING: &str = "write field = \"…\" and code = \"…\", or else permission = \"…\"";

impl Checker<'_> {
    pub(super) fn answers(&mut self, request: &ProbeRequest, place: &Place<'_>) {
        for (index, answer) in request.answers.iter().enumerate() {
            let place = place.key("answers").item(index);
            let status = answer.status;
            let message = match status {
                429 => Some("429 asks for patience and needs no entry: take it out".to_owned()),
                200..=299 => {
                    Some(format!("{status} is a yes: write a status from 300 on, or what is missing under requires"))
                }
                300..=599 => None,
                _ => Some(format!("there is no status {status} that says no: write one from 300 to 599")),
            };
            if let Some(message) = message {
                self.here(&place.key("status"), message);
            }
            if answer.meaning().is_none() {
                self.here(&place.key("status"), format!("this says nothing, or two things at once: {MEANING}"));
            }
            self.blamed(answer.field.as_ref(), answer.code, &place);
        }
        for (index, requirement) in request.requires.iter().enumerate() {
            let place = place.key("requires").item(index);
            let at = &requirement.at;
            if requirement.meaning().is_none() {
                self.here(&place.key("at"), format!("this says nothing, or two things at once: {MEANING}"));
            }
            if !at.starts_with('/') {
                self.here(&place.key("at"), no_pointer(at));
            }
            self.blamed(requirement.field.as_ref(), requirement.code, &place);
        }
        for (name, pointer) in request.take.iter().filter(|(_, pointer)| !pointer.starts_with('/')) {
            self.here(&place.keys(&["take", name]), no_pointer(pointer));
        }
        if let Some(next) = request.next.as_ref().filter(|next| !next.starts_with('/')) {
            self.here(&place.key("next"), no_pointer(next));
        }
        if request.next.is_some() && request.requires.is_empty() {
            let message = "next is followed to find what is required: say what under requires, or take next out";
            self.here(&place.key("next"), message);
        }
    }

    fn blamed(&mut self, field: Option<&Spanned<FieldId>>, code: Option<RejectionCode>, place: &Place<'_>) {
        let Some(blamed) = field else { return };
        if code == Some(RejectionCode::Other) {
            let message =
                "there is no such code: write not_accepted, unknown_address, wrong_account, locked or invalid";
            self.here(&place.key("code"), message);
        }
        let id = blamed.as_ref().as_str();
        let Some(field) = self.definition.field(id) else { return self.at(&blamed.span(), no_field(id)) };
        if field.kind == Kind::Shown {
            let message =
                format!("field {id} is only shown, and nobody can correct it: blame a field that is filled in");
            self.at(&blamed.span(), message);
        } else if holds::is_finishing(self.definition, id) {
            let message = format!(
                "field {id} is asked for once the credentials were accepted: blame one that is asked for before"
            );
            self.at(&blamed.span(), message);
        }
        if code == Some(RejectionCode::WrongAccount) && field.kind != Kind::Login {
            self.here(&place.key("code"), "wrong_account is for fields of kind \"login\": write not_accepted");
        }
    }
}

fn no_pointer(written: &str) -> String {
    let parts: Vec<&str> = written.split(['.', '/', '[', ']']).filter(|part| !part.is_empty()).collect();
    format!("{written:?} is no place in an answer: write slashes, as in \"/{}\"", parts.join("/"))
}
