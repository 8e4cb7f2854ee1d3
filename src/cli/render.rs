//! `cymatic render`: arguments become tasks, tasks become videos, and all of it is told, recorded and given a code.

use super::{
    args::{MakeArgs, Progress, RenderArgs, ReportArgs},
    batch::{self, Task},
    console,
    destination::{self, Destination, Existing, NewFolders, Rules, Target},
    dry_run,
    failure::{Failure, mistyped_command},
    panics,
    power::{self, Power},
    priority,
    recipe::Recipe,
    report::{self, Report, RunRecord, Settings},
    signals::Signals,
    song,
    stats::Stats,
};
use cymatic::{
    Error, Result,
    audio::Song,
    encode::{self, Container},
    pipeline::{self, Job, Outcome, Output, Provision},
};
use std::{
    io::{self, BufRead, IsTerminal},
    path::Path,
    sync::Arc,
    time::Instant,
};

/// Opens a song by its name.
pub(super) type Open<'a> = dyn Fn(&Path) -> Result<Song> + 'a;

/// Makes a video of each song.
pub(super) fn run(args: &RenderArgs) -> u8 {
    let tasks = |rules: &mut Rules<'_>| -> Result<Vec<Task>> {
        // A command with a typing error is no song, and what follows it isn't to be rendered for that.
        if let [command, _, ..] = &args.songs[..]
            && mistyped_command(command).is_some()
        {
            song::require_present(command)?;
        }
        let settled = destination::settle(&args.songs, rules)?;
        let pairs = args.songs.iter().cloned().zip(settled);
        Ok(pairs.map(|(song, destination)| Task { song, destination }).collect())
    };
    make(&args.make, args.songs.len(), tasks, &Song::open)
}

/// Tells why no video is made, to a person or to a program. Returns the exit code.
pub(super) fn refuse(args: &ReportArgs, error: &Error) -> u8 {
    let began = Instant::now();
    let mut report = report::choose(args);
    let failure = Failure::new(error, None);
    report.failed(&failure);
    let run = RunRecord::new(Vec::new(), None, failure.exit_code, began.elapsed());
    report.done(&run);
    run.exit_code
}

/// Makes the videos of `songs` songs that `tasks` names, from songs that `open` opens. Returns the exit code.
pub(super) fn make(
    args: &MakeArgs,
    songs: usize,
    tasks: impl FnOnce(&mut Rules<'_>) -> Result<Vec<Task>>,
    open: &Open<'_>,
) -> u8 {
    let began = Instant::now();
    // A dry run prints its plan; what it says besides are errors.
    let quiet = args.report.quiet || args.target.dry_run;
    let mut report = report::choose(&ReportArgs { quiet, ..args.report.clone() });
    let (mut run, ending) = match panics::caught(|| prepare(args, songs, tasks)) {
        Ok(Prepared { recipe, tasks, stats, folders }) => {
            (work_through(args, &recipe, tasks, open, report.as_mut(), began), Some((stats, folders)))
        }
        Err(error) => {
            let failure = Failure::new(&error, None);
            report.failed(&failure);
            (RunRecord::new(Vec::new(), None, failure.exit_code, began.elapsed()), None)
        }
    };
    // New folders that nothing came into go again at the end.
    let (stats, _folders) = ending.unzip();
    if let Some(Err(error)) = stats.flatten().map(|stats| stats.write(&run)) {
        report.failed(&Failure::new(&error, None));
        run.fail(error.exit_code());
    }
    report.done(&run);
    run.exit_code
}

fn work_through(
    args: &MakeArgs,
    recipe: &Recipe,
    tasks: Vec<Task>,
    open: &Open<'_>,
    report: &mut dyn Report,
    began: Instant,
) -> RunRecord {
    let signals = Signals::listen();
    let of = tasks.len();
    if let Some((_, why)) = &recipe.spared {
        report.tell(why);
    }
    let mut work = |name: &Path, destination: &Destination, report: &mut dyn Report| {
        if destination.skip {
            if args.target.dry_run {
                console::out(&format!(
                    "skipped  {}: {} exists\n",
                    console::clean(&name.display().to_string()),
                    destination.name()
                ));
            }
            return Ok(Outcome::default());
        }
        let song = (Arc::new(open(name)?), name);
        let (job, warnings) = recipe.job(song, destination.output.clone(), signals.cancel.clone())?;
        if args.target.dry_run {
            return dry_run::print(recipe, &job, name, &destination.reason, warnings);
        }
        let outcome = render(recipe, &job, &destination.reason, report)?;
        let length = recipe.too_long(outcome.duration_s);
        let warnings = warnings.into_iter().chain(length).chain(outcome.warnings).collect();
        Ok(Outcome { warnings, ..outcome })
    };
    let songs = batch::run(tasks, recipe.scene.fps.as_f64(), &signals, report, &mut work);
    let code = batch::exit_code(&songs, of, args.report.strict);
    let left = of - songs.len();
    RunRecord { left, ..RunRecord::new(songs, Some(Settings::of(recipe)), code, began.elapsed()) }
}

struct Prepared {
    recipe: Recipe,
    tasks: Vec<Task>,
    stats: Option<Stats>,
    /// Folders that were made for the outputs.
    folders: NewFolders,
}

/// Validates everything that can be before a song is opened.
fn prepare(
    args: &MakeArgs,
    songs: usize,
    tasks: impl FnOnce(&mut Rules<'_>) -> Result<Vec<Task>>,
) -> Result<Prepared> {
    let mut recipe = Recipe::new(args)?;
    let waits = priority::somebody_waits(songs);
    if waits && !args.target.dry_run {
        recipe.decisions.extend(priority::lower());
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    recipe.spared = power::spare(Power::read(), waits, args.machine.threads, cores);
    let target = target(args, songs, recipe.null)?;
    let folders = NewFolders::make(&target)?;
    let mut ask = ask_to_overwrite;
    let someone = io::stdin().is_terminal()
        && io::stderr().is_terminal()
        && args.report.progress != Progress::Json
        && !args.target.dry_run;
    let mut rules = Rules {
        inputs: args.picture.files(),
        target,
        existing: match args.target.skip_existing {
            true => Existing::Skip,
            false => Existing::of(args.target.force),
        },
        extensions: &encode::ENDINGS.map(|(ending, _)| ending),
        ask: someone.then_some(&mut ask as &mut dyn FnMut(&Path) -> bool),
    };
    let tasks = tasks(&mut rules)?;
    // The same for all of them: what one can't be encoded with, none can.
    if let Some(destination) = tasks.iter().find_map(|task| task.destination.as_ref().ok()) {
        encode::check(&destination.output, &recipe.encoding)?;
    }
    let stats =
        args.report.stats.as_deref().map(|path| Stats::open(path, &tasks, &rules.inputs)).transpose()?;
    Ok(Prepared { recipe, tasks, stats, folders })
}

/// What `-o` and `--encoder` ask for together.
fn target(args: &MakeArgs, songs: usize, null: bool) -> Result<Target> {
    let out = args.target.out.as_deref();
    if null {
        return match out {
            None => Ok(Target::Null),
            Some(_) => {
                Err(Error::usage_hint("--encoder null writes nothing", "leave out -o, or the encoder"))
            }
        };
    }
    let target = Target::read(out, songs)?;
    let raw = match &target {
        Target::Stdout => true,
        Target::File(path) => Container::of(path).is_ok_and(Container::is_raw),
        _ => false,
    };
    if matches!(target, Target::Stdout) && io::stdout().is_terminal() {
        return Err(Error::usage_hint(
            "standard output is a terminal, which can't show video",
            "pipe it into a program: cymatic song.mp3 -o - | ffplay -",
        ));
    }
    if raw && args.encoding.encoder != "auto" {
        return Err(Error::usage_hint(
            format!("--encoder {} has nothing to do: Y4M holds raw frames", args.encoding.encoder),
            "leave it out, or name a .mp4 file with -o",
        ));
    }
    Ok(target)
}

fn ask_to_overwrite(path: &Path) -> bool {
    console::err(&format!("{} exists. Overwrite it? [y/N] ", console::clean(&path.display().to_string())));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

/// Makes one video; `reason` says why its output goes where it goes.
fn render(recipe: &Recipe, job: &Job, reason: &str, report: &mut dyn Report) -> Result<Outcome> {
    report.explain(&format!("song: {}", song::describe(job.song.info())));
    report.explain(&format!("style: {}, {} at {} fps", recipe.style, job.scene.size, job.scene.fps));
    report.explain(&format!("output: {reason}"));
    let provision = Provision::of(job)?;
    report.explain(&format!("threads: {}", recipe.told(&provision)));
    recipe.decisions.iter().for_each(|decision| report.explain(decision));
    let outcome = pipeline::run_as(job, provision, &mut |event| report.event(event))?;
    if let (Some(checksum), Output::Null) = (outcome.written.checksum, &job.output) {
        console::out(&format!("{checksum:016x}  {} frames\n", outcome.frames));
    }
    Ok(outcome)
}
