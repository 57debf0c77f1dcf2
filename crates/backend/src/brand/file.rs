//! A brand as a file, for the command line: TOML, with logos as files beside it.

use super::{Brand, LogoFiles};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::path::Path;

/// Reads and checks a brand. The error lists all that is wrong.
pub fn read(path: &Path) -> Result<Brand, String> {
    let said = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| said(&error))?;
    let mut brand: Brand = toml::from_str(&text).map_err(|error| said(&error))?;
    if let Some(LogoFiles { light, dark }) = &mut brand.logo {
        for logo in std::iter::once(light).chain(dark) {
            if !logo.starts_with("data:") {
                *logo = address(&path.with_file_name(&*logo)).map_err(|error| format!("logo {logo}: {error}"))?;
            }
        }
    }
    brand.check().map_err(|findings| findings.join("\n"))?;
    Ok(brand)
}

fn address(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    Ok(format!("data:{kind};base64,{}", STANDARD.encode(bytes)))
}
