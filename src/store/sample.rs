//! The sample that comes with the program: thirty dispatches and a coded workspace.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::atomic::write_atomically;

macro_rules! seeds {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../seeds/", $name)))),*]
    };
}

/// The dispatches of the sample: file name and content.
pub const SAMPLE_FILES: [(&str, &str); 30] = seeds![
    "01-evacuation-train.txt",
    "02-gypsum-plant.txt",
    "03-dry-taps.txt",
    "04-salt-under-soledar.txt",
    "05-kodema.txt",
    "06-prison-recruits.txt",
    "07-two-villages.txt",
    "08-firewood.txt",
    "09-the-winery.txt",
    "10-concrete-plant.txt",
    "11-mud-and-frost.txt",
    "12-burnt-ruins.txt",
    "13-flag-in-congress.txt",
    "14-christmas-truce.txt",
    "15-who-holds-soledar.txt",
    "16-out-of-soledar.txt",
    "17-aid-van.txt",
    "18-krasna-hora.txt",
    "19-thirty-thousand.txt",
    "20-road-to-chasiv-yar.txt",
    "21-bridges-down.txt",
    "22-body-counts.txt",
    "23-azom.txt",
    "24-how-to-read-a-map.txt",
    "25-flag-on-town-hall.txt",
    "26-scorched-earth.txt",
    "27-road-of-life.txt",
    "28-ten-may.txt",
    "29-city-claimed.txt",
    "30-handover.txt",
];

/// The workspace of the sample.
pub const SAMPLE_WORKSPACE: &str = include_str!("../../workspace.ron");

/// Writes the sample into `folder` and returns its workspace file. Files that are there already
/// stay as they are, so that nothing of the analyst's is overwritten.
///
/// # Errors
/// What the system says.
pub fn write_sample(folder: &Path) -> io::Result<PathBuf> {
    let seeds = folder.join("seeds");
    fs::create_dir_all(&seeds)?;
    for (name, content) in SAMPLE_FILES {
        write_new(&seeds.join(name), content)?;
    }
    let workspace = folder.join("workspace.ron");
    write_new(&workspace, SAMPLE_WORKSPACE)?;
    Ok(workspace)
}

fn write_new(path: &Path, content: &str) -> io::Result<()> {
    if path.exists() {
        Ok(())
    } else {
        write_atomically(path, content.as_bytes(), |_| Ok(()))
    }
}
