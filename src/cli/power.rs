//! Whether this machine runs on its battery, and what a render that somebody waits for leaves of the cores then.

use std::{fs, path::Path};

/// Where Linux lists what feeds a machine: a folder per supply, a file per fact.
const SUPPLIES: &str = "/sys/class/power_supply";

/// What is plugged in; a laptop's charger is `USB` where it charges by USB-C.
const PLUGS: [&str; 3] = ["Mains", "USB", "Wireless"];

/// What feeds the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Power {
    /// A plug; also where the system doesn't tell.
    Mains,
    /// A battery that discharges, and no plug.
    Battery,
}

impl Power {
    /// Asks the system. Only Linux is understood.
    pub(super) fn read() -> Self {
        Self::of(Path::new(SUPPLIES))
    }

    /// By a folder of supplies. What can't be read counts as not there, and so do the batteries of mice and keyboards.
    fn of(supplies: &Path) -> Self {
        let folders = fs::read_dir(supplies).into_iter().flatten().flatten().map(|entry| entry.path());
        let (mut plugged, mut discharges) = (false, false);
        for supply in folders {
            let fact =
                |name: &str| fs::read_to_string(supply.join(name)).unwrap_or_default().trim().to_owned();
            // Supplies of the machine itself often have no scope.
            if fact("scope") == "Device" {
                continue;
            }
            match fact("type").as_str() {
                "Battery" => discharges |= fact("status") == "Discharging",
                // 2: online, with settings of its own.
                kind if PLUGS.contains(&kind) => plugged |= matches!(fact("online").as_str(), "1" | "2"),
                _ => {}
            }
        }
        if discharges && !plugged { Self::Battery } else { Self::Mains }
    }
}

/// The cores that a render takes on battery: half of them, rounded up.
fn half(cores: usize) -> usize {
    cores.div_ceil(2)
}

/// The cores to plan with, and what to say about it, where that isn't all of them: on battery, when somebody waits for the
/// video and `asked` for no number of threads.
pub(super) fn spare(
    power: Power,
    waits: bool,
    asked: Option<usize>,
    cores: usize,
) -> Option<(usize, String)> {
    let fewer = half(cores);
    (power == Power::Battery && waits && asked.is_none() && fewer < cores).then(|| {
        let share = format!("{fewer} of {cores} cores");
        (fewer, format!("power: on battery, so {share} draw and encode; --threads {cores} takes all"))
    })
}

/// For people.
impl std::fmt::Display for Power {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Mains => "mains, or not told",
            Self::Battery => "battery: a render from a terminal takes half of the cores, --threads N more",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNPLUGGED: &str = "AC/type=Mains AC/online=0";
    const PLUGGED: &str = "AC/type=Mains AC/online=1";
    const DISCHARGES: &str = "BAT0/type=Battery BAT0/status=Discharging";
    const MOUSE: &str = "hidpp/type=Battery hidpp/status=Discharging hidpp/scope=Device";

    /// By supplies that are written as `NAME/FILE=TEXT`; without a text, the file can't be read.
    fn power(supplies: &[&str]) -> Power {
        let root = tempfile::tempdir().unwrap();
        for fact in supplies.iter().flat_map(|facts| facts.split(' ')) {
            let (file, text) = fact.split_once('=').unwrap();
            let file = root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            match text {
                "" => fs::create_dir(file).unwrap(),
                text => fs::write(file, format!("{text}\n")).unwrap(),
            }
        }
        Power::of(root.path())
    }

    #[test]
    fn only_the_machines_own_battery_without_a_plug_is_battery() {
        let machines: [(&[&str], Power); 13] = [
            // Desktops, with and without something that has a battery of its own.
            (&[], Power::Mains),
            (&[MOUSE], Power::Mains),
            // Laptops on mains: charging, full, and drawing more than the charger gives.
            (&[PLUGGED, "BAT0/type=Battery BAT0/status=Charging"], Power::Mains),
            (&[PLUGGED, DISCHARGES], Power::Mains),
            (&[UNPLUGGED, DISCHARGES, "usb/type=USB usb/online=1"], Power::Mains),
            (&["BAT0/type=Battery BAT0/status=Full"], Power::Mains),
            // Laptops on battery.
            (&[UNPLUGGED, DISCHARGES], Power::Battery),
            (&[UNPLUGGED, DISCHARGES, MOUSE], Power::Battery),
            (&[DISCHARGES, "BAT0/scope=System"], Power::Battery),
            (&["BAT1/type=Battery BAT1/status=Full", DISCHARGES], Power::Battery),
            // Files that can't be read.
            (&["BAT0/type=Battery BAT0/status="], Power::Mains),
            (&["BAT0/type= BAT0/status=Discharging"], Power::Mains),
            (&["AC/type=Mains AC/online=", DISCHARGES], Power::Battery),
        ];
        for (supplies, expected) in machines {
            assert_eq!(power(supplies), expected, "{supplies:?}");
        }
        assert_eq!(Power::of(Path::new("/nowhere")), Power::Mains);
    }

    #[test]
    fn half_of_the_cores_are_left_where_somebody_waits_on_battery() {
        let cores = |power, waits, asked, cores| spare(power, waits, asked, cores).map(|(cores, _)| cores);
        assert_eq!([2, 3, 8].map(|all| cores(Power::Battery, true, None, all)), [Some(1), Some(2), Some(4)]);
        assert_eq!(cores(Power::Battery, true, None, 1), None, "there is no half of one");
        assert_eq!(cores(Power::Mains, true, None, 8), None);
        assert_eq!(cores(Power::Battery, false, None, 8), None);
        assert_eq!(cores(Power::Battery, true, Some(8), 8), None);
        let (_, told) = spare(Power::Battery, true, None, 8).unwrap();
        assert_eq!(told, "power: on battery, so 4 of 8 cores draw and encode; --threads 8 takes all");
    }
}
