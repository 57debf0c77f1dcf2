//! The one binary.

use backend::cli::{self, Arguments};
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => {
            // Nowhere left to report that standard error is closed.
            let _ = writeln!(std::io::stderr(), "stopped: {stopped}");
            ExitCode::FAILURE
        }
    }
}
