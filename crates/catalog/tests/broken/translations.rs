//! What the tool says in another language.

use crate::{Case, Change::Replaced, GERMAN};

pub(crate) const CASES: &[Case] = &[
    Case("a translated step that is not there", &[Replaced(GERMAN, "[steps.leave]", "[steps.leaves]")]),
    Case("a translated field that is not there", &[Replaced(GERMAN, "[fields.tenant_id]", "[fields.tenant]")]),
    Case("a translated permission that is not there", &[Replaced(GERMAN, "leave = ", "urlaub = ")]),
    Case("a translated rejection that is not there", &[Replaced(GERMAN, "wrong_account = ", "wrong_user = ")]),
    Case(
        "translated rejections of another field",
        &[Replaced(GERMAN, "[rejections.private_key]", "[rejections.certificate]")],
    ),
    Case("a translated step without its title", &[Replaced(GERMAN, "title = \"Wo liegen Ihre Daten?\"\n", "")]),
    Case(
        "a translated step without its text",
        &[Replaced(
            GERMAN,
            "body = \"Fragen Sie [den Support von Orchard](https://help.orchard.example/data), wenn Sie es nicht wissen.\"\n",
            "",
        )],
    ),
    Case(
        "a translated step with a text of its own",
        &[Replaced(
            GERMAN,
            r#"title = "Welches Jahr zählt?""#,
            "title = \"Welches Jahr zählt?\"\nbody = \"Meist dieses.\"",
        )],
    ),
    Case("a translated field without its hint", &[Replaced(GERMAN, "hint = \"Zum Beispiel: acme\"\n", "")]),
    Case(
        "a translated field with a hint of its own",
        &[Replaced(GERMAN, r#"label = "Tenant ID""#, "label = \"Tenant ID\"\nhint = \"Eine UUID\"")],
    ),
    Case(
        "a translated field without its help",
        &[Replaced(
            GERMAN,
            "help = \"Melden Sie sich als **owner** (Inhaber) an und nicht mit Ihrem eigenen Konto.\"\n",
            "",
        )],
    ),
    Case("a translated choice without all its options", &[Replaced(GERMAN, "us-west = \"USA\"\n", "")]),
    Case("a translated choice with a translated option", &[Replaced(GERMAN, r#"no = "Nein""#, r#"nein = "Nein""#)]),
    Case("HTML in a translation", &[Replaced(GERMAN, "**Save** (speichern)", "<b>Save</b> (speichern)")]),
    Case("a picture that is not there in a translation", &[Replaced(GERMAN, "(menu.svg)", "(menü.svg)")]),
    Case(
        "a link in a translation to a host that ends unlike the field",
        &[Replaced(GERMAN, ".orchard.example/settings", ".orchard.de/settings")],
    ),
];
