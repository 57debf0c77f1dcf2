//! The file of the operator's keys: one to a line, the key of now first, for its owner's eyes alone.

use super::ring::{KeyProblem, KeyRing, KeySource};
use crate::faults::fault_point;
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

/// Its text. A file that others may read is refused.
pub(super) fn read(path: &Path) -> Result<String, KeyProblem> {
    let name = path.display().to_string();
    let failed = |error| KeyProblem::File(name.clone(), error);
    let mut text = String::new();
    let mut file = File::open(path).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata().map_err(failed)?.permissions().mode() & 0o077 != 0 {
            return Err(KeyProblem::Exposed(name));
        }
    }
    file.read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

/// Makes it, with a first key. One that is there stays.
pub fn create(path: &Path) -> Result<(), KeyProblem> {
    let failed = |error| KeyProblem::File(path.display().to_string(), error);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    new_file(path, &new_key().map_err(failed)?).map_err(failed)
}

/// Puts a new key first. From then on it wraps what is sealed.
pub fn rotate(path: &Path) -> Result<(), KeyProblem> {
    let known = read(path)?;
    let failed = |error| KeyProblem::File(path.display().to_string(), error);
    replace(path, &format!("{}\n{known}", new_key().map_err(failed)?)).map_err(failed)
}

/// Leaves out the keys that nothing is wrapped by any more, but never the first. Answers what they were called by.
pub fn retire(path: &Path, in_use: &[String]) -> Result<Vec<String>, KeyProblem> {
    let ids = KeyRing::read(&KeySource::File(path.to_owned()))?.ids();
    let text = read(path)?;
    let is_kept = |place: usize, id: &String| place == 0 || in_use.contains(id);
    let (mut kept, mut retired) = (Vec::new(), Vec::new());
    for (place, (line, id)) in text.lines().zip(ids).enumerate() {
        if is_kept(place, &id) {
            kept.push(line);
        } else {
            retired.push(id);
        }
    }
    replace(path, &kept.join("\n")).map_err(|error| KeyProblem::File(path.display().to_string(), error))?;
    Ok(retired)
}

/// How long ago it was changed.
pub fn age(path: &Path) -> Result<Duration, KeyProblem> {
    let changed = std::fs::metadata(path).and_then(|file| file.modified());
    let changed = changed.map_err(|error| KeyProblem::File(path.display().to_string(), error))?;
    Ok(changed.elapsed().unwrap_or_default())
}

fn new_key() -> io::Result<String> {
    let mut key = [0; 32];
    rand::fill(&mut key).map_err(|_| io::Error::other("no random numbers"))?;
    Ok(STANDARD.encode(key))
}

fn new_file(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// All at once: whoever reads it finds the old text or the new one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    // Left over from a command that was stopped midway.
    let _ = std::fs::remove_file(&new);
    new_file(&new, text)?;
    fault_point!("key-file-written");
    std::fs::rename(new, path)?;
    fault_point!("key-file-renamed");
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::{create, retire, rotate};
    use crate::crypto::{KeyRing, KeySource};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_file_of_keys_is_its_owners_alone_and_the_newest_key_comes_first() {
        let folder = std::env::temp_dir().join(format!("connect-keys-{}", crate::crypto::new_object_id()));
        let file = folder.join("encryption.key");
        let read = || KeyRing::read(&KeySource::File(file.clone()));
        create(&file).unwrap();
        let first = read().unwrap().ids();
        assert!(create(&file).is_err());
        rotate(&file).unwrap();
        let both = read().unwrap().ids();
        assert!(both.len() == 2 && both[1] == first[0]);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(retire(&file, &first).unwrap(), Vec::<String>::new());
        assert_eq!(retire(&file, &[]).unwrap(), first);
        assert_eq!(read().unwrap().ids(), both[..1]);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(read().unwrap_err().to_string().contains("chmod 600"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
