//! What a text may hold.

use crate::{
    Case,
    Change::{Replaced, Small},
    ENGLISH, GERMAN,
};

pub(crate) const CASES: &[Case] = &[
    Case("a heading in a text", &[Replaced(ENGLISH, "Open [the page", "# Rights\n\nOpen [the page")]),
    Case(
        "HTML in a text",
        &[Replaced(ENGLISH, "**Settings**, then **Webhooks**", "<b>Settings</b>, then **Webhooks**")],
    ),
    Case("stress with one star", &[Replaced(ENGLISH, "**owner**", "*owner*")]),
    Case("a quotation", &[Replaced(ENGLISH, "It must not have", "> It must not have")]),
    Case(
        "a block of code",
        &[Replaced(ENGLISH, "The files are called", "```\ncertificate.pem\n```\n\nThe files are called")],
    ),
    Case("a line across a text", &[Replaced(ENGLISH, "and copy it.\n", "and copy it.\n\n---\n")]),
    Case(
        "a line that is broken by two spaces",
        &[Replaced(ENGLISH, "administrator in Orchard.\n", "administrator in Orchard.  \nAsk one.\n")],
    ),
    Case("code in bold", &[Replaced(ENGLISH, "Open Orchard and look", "Open **`Orchard`** and look")]),
    Case(
        "bold words on two lines",
        &[Replaced(ENGLISH, "- A signed statement is what", "- A **signed\n  statement** is what")],
    ),
    Case(
        "a list in a list",
        &[Replaced(
            ENGLISH,
            "2. Click **New application**",
            "   - You find it at the top.\n2. Click **New application**",
        )],
    ),
    Case(
        "an item of two paragraphs",
        &[Replaced(ENGLISH, "**New certificate**. Orchard gives", "**New certificate**.\n\n   Orchard gives")],
    ),
    Case("bold in a link", &[Replaced(ENGLISH, "[the page for rights]", "[the page for **rights**]")]),
    Case(
        "a link in bold",
        &[Replaced(
            ENGLISH,
            "[Orchard's support](https://help.orchard.example/data)",
            "**[Orchard's support](https://help.orchard.example/data)**",
        )],
    ),
    Case("a picture between words", &[Replaced(ENGLISH, "menu too:\n\n![", "menu too: ![")]),
    Case("a picture in a list", &[Replaced(ENGLISH, "2. Click **New key** and copy it.", "2. ![The menu](menu.svg)")]),
    Case(
        "a picture that says nothing",
        &[Replaced(ENGLISH, "![The Orchard menu with Settings on the left and Rights in it]", "![]")],
    ),
    Case("a picture that is not there", &[Replaced(ENGLISH, "(menu.svg)", "(menue.svg)")]),
    Case("a picture from elsewhere", &[Replaced(ENGLISH, "(menu.svg)", "(https://orchard.example/menu.svg)")]),
    Case("a link without encryption", &[Replaced(ENGLISH, "(https://help", "(http://help")]),
    Case(
        "a link to no host",
        &[Replaced(ENGLISH, "under **Settings**, then **Company**", "under [Settings](/settings)")],
    ),
    Case("a link to a port", &[Replaced(ENGLISH, "help.orchard.example/data", "help.orchard.example:8443/data")]),
    Case(
        "a link to an email address",
        &[Replaced(ENGLISH, "ask Orchard to", "ask [Orchard](mailto:help@orchard.example) to")],
    ),
    Case(
        "a link to a host that ends unlike the field",
        &[Replaced(ENGLISH, "{subdomain}.orchard.example/settings", "{subdomain}.orchard.com/settings")],
    ),
    Case(
        "a link to a host of a field that is not there",
        &[Replaced(ENGLISH, "https://{subdomain}.orchard", "https://{subdomian}.orchard")],
    ),
    Case(
        "a link with an answer in its path",
        &[Replaced(ENGLISH, "help.orchard.example/data", "help.orchard.example/{region}")],
    ),
    Case(
        "nothing in the text about what is needed before",
        &[Small, Replaced(ENGLISH, "\"You need to be an administrator in Orchard.\"", "\"\"")],
    ),
    Case("an empty title", &[Replaced(ENGLISH, "\"Which year counts?\"", "\"\"")]),
    Case(
        "an empty body",
        &[Replaced(
            ENGLISH,
            "\"Ask [Orchard's support](https://help.orchard.example/data) if you do not know.\"",
            "\" \"",
        )],
    ),
    Case("an empty label", &[Replaced(ENGLISH, "\"Tenant ID\"", "\"\"")]),
    Case("an empty option", &[Replaced(ENGLISH, "\"Europe\"", "\"\"")]),
    Case("an empty name of a permission", &[Replaced(ENGLISH, "\"Leave: read\"", "\"\"")]),
    Case("an empty rejection", &[Replaced(ENGLISH, "\"Orchard did not let us in. Log in again.\"", "\"\"")]),
    Case("an empty title in a translation", &[Replaced(GERMAN, "\"Welches Jahr zählt?\"", "\"\"")]),
];
