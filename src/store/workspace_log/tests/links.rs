//! Links in place of what lies beside a workspace, planted at any step of the work.

use super::*;
use crate::store::companions::companion;
use crate::store::disk::folder_of;

const PRECIOUS: &str = "/home/precious.txt";

/// What somebody puts where, before which step.
fn planted() -> impl Strategy<Value = (usize, &'static str, bool)> {
    let kinds = prop_oneof![
        3 => Just("journal"),
        2 => Just("history"),
        1 => Just("searches"),
        1 => Just(".gitignore"),
    ];
    (0..8_usize, kinds, any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    /// Nothing is written where a link leads, and everything acknowledged is in the workspace as soon as the
    /// link has gone: in the file, in the journal or in the fallback place.
    #[test]
    fn a_link_in_place_of_a_companion_takes_nothing(
        acts in proptest::collection::vec(act(), 1..10),
        (at, kind, dangles) in planted(),
    ) {
        let disk = new_disk();
        let precious = Path::new(PRECIOUS);
        disk.create(precious, b"the user's own", precious).unwrap();
        let place = if kind == ".gitignore" {
            folder_of(&companion(Path::new(FILE), "x")).join(kind)
        } else {
            companion(Path::new(FILE), kind)
        };
        let target = if dangles { Path::new("/home/new.txt") } else { precious };
        let mut analyst = Analyst::new(&disk, true);
        let mut before = None;
        for (n, act) in acts.into_iter().enumerate() {
            if n == at {
                disk.create_folder(folder_of(&place)).unwrap();
                before = disk.read(&place).ok();
                disk.plant_link(&place, target);
            }
            analyst.act(act);
            prop_assert_eq!(disk.read(precious).unwrap(), b"the user's own");
            prop_assert_eq!(disk.len(Path::new("/home/new.txt")).unwrap(), None);
        }
        let opens = |disk: &ModelDisk| {
            let fallback = Some(PathBuf::from(FALLBACK));
            WorkspaceLog::open(disk, Path::new(FILE), fallback, true).map(|found| found.history.sequence())
        };
        let is_link = disk.len(&place).is_err();
        match opens(&disk) {
            Ok(there) => prop_assert!(there >= analyst.acknowledged || is_link),
            // Refused in words, and nothing is touched.
            Err(error) => prop_assert!(is_link && error.to_string().contains("link"), "{error}"),
        }
        if is_link {
            // The link goes, and what lay there comes back, as the user would do it.
            disk.remove(&place).unwrap();
            if let Some(before) = before {
                disk.create(&place, &before, &place).unwrap();
            }
            let there = opens(&disk).unwrap();
            prop_assert!(there >= analyst.acknowledged, "{there} of {}", analyst.acknowledged);
        }
    }
}
