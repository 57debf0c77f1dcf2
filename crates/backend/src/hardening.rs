//! What the operating system is told about a process that holds keys.

/// Keeps the memory of this process out of core dumps and away from other processes of the same user.
pub(crate) fn keep_memory_private() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "this process can be dumped");
    }
    #[cfg(unix)]
    {
        let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
        if let Err(error) = rustix::process::setrlimit(rustix::process::Resource::Core, none) {
            tracing::warn!(%error, "core dumps are not switched off");
        }
        // What this process makes is for its user alone: the database, and what belongs to it.
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    }
}
