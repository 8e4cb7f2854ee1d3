//! `cymatic render`: arguments become tasks, tasks become videos, and all of it is told, recorded and given a code.

use super::{
    args::{MakeArgs, Progress, RenderArgs, ReportArgs},
    batch::{self, Task},
    console,
    destination::{self, Destination, Rules, Wish},
    dry_run,
    failure::Failure,
    panics,
    recipe::Recipe,
    report::{self, Report, RunRecord, Settings},
    signals::Signals,
    song,
    stats::Stats,
};
use cymatic::{
    Error, Result,
    audio::Song,
    encode,
    pipeline::{self, Job, Outcome, Output},
};
use std::{
    io::{self, BufRead, IsTerminal},
    path::Path,
    sync::Arc,
    time::Instant,
};

/// The endings an output may have; the first is the default.
const EXTENSIONS: [&str; 3] = ["mp4", "m4v", "y4m"];

/// Opens a song by its name.
pub(super) type Open<'a> = dyn Fn(&Path) -> Result<Song> + 'a;

/// Makes a video of each song.
pub(super) fn run(args: &RenderArgs) -> u8 {
    let tasks = |rules: &mut Rules<'_>| -> Result<Vec<Task>> {
        let settled = destination::settle(&args.songs, rules)?;
        Ok(args
            .songs
            .iter()
            .cloned()
            .zip(settled)
            .map(|(song, destination)| Task { song, destination })
            .collect())
    };
    make(&args.make, args.songs.len(), tasks, &Song::open)
}

/// Makes the videos of `songs` songs that `tasks` names, from songs that `open` opens. Returns the exit code.
pub(super) fn make(
    args: &MakeArgs,
    songs: usize,
    tasks: impl FnOnce(&mut Rules<'_>) -> Result<Vec<Task>>,
    open: &Open<'_>,
) -> u8 {
    let began = Instant::now();
    let quiet = ReportArgs { quiet: args.report.quiet || args.target.dry_run, ..args.report.clone() };
    let mut report = report::choose(&quiet);
    let (records, settings, mut code) = match panics::caught(|| prepare(args, songs, tasks)) {
        Err(error) => {
            let failure = Failure::new(&error, None);
            report.failed(&failure);
            (Vec::new(), None, failure.exit_code)
        }
        Ok(Prepared { recipe, tasks, stats }) => {
            let signals = Signals::listen();
            let of = tasks.len();
            let mut work = |name: &Path, destination: &Destination, report: &mut dyn Report| {
                let job =
                    recipe.job(Arc::new(open(name)?), destination.output.clone(), signals.cancel.clone());
                if args.target.dry_run {
                    return dry_run::print(&recipe, &job, name, &destination.reason);
                }
                render(&recipe, &job, &destination.reason, report)
            };
            let fps = recipe.scene.fps.as_f64();
            let records = batch::run(tasks, fps, &signals, report.as_mut(), &mut work);
            let code = batch::exit_code(&records, of, args.report.strict);
            (records, Some((Settings::of(&recipe), stats)), code)
        }
    };
    let (settings, stats) = settings.map_or((None, None), |(settings, stats)| (Some(settings), stats));
    let mut run = RunRecord::new(records, settings, code, began.elapsed());
    if let Some(error) = stats.and_then(|stats| stats.write(&run).err()) {
        report.failed(&Failure::new(&error, None));
        if code == 0 {
            code = error.exit_code();
            run = RunRecord::new(run.songs, run.settings, code, began.elapsed());
        }
    }
    report.done(&run);
    code
}

struct Prepared {
    recipe: Recipe,
    tasks: Vec<Task>,
    stats: Option<Stats>,
}

/// Validates everything that can be before a song is opened.
fn prepare(
    args: &MakeArgs,
    songs: usize,
    tasks: impl FnOnce(&mut Rules<'_>) -> Result<Vec<Task>>,
) -> Result<Prepared> {
    let recipe = Recipe::new(args)?;
    let wish = wish(args, songs, recipe.null)?;
    let mut ask = ask_to_overwrite;
    let someone = io::stdin().is_terminal()
        && io::stderr().is_terminal()
        && args.report.progress != Progress::Json
        && !args.target.dry_run;
    let mut rules = Rules {
        wish,
        force: args.target.force,
        extensions: &EXTENSIONS,
        ask: someone.then_some(&mut ask as &mut dyn FnMut(&Path) -> bool),
    };
    let tasks = tasks(&mut rules)?;
    // The same for all of them: what one can't be encoded with, none can.
    if let Some(destination) = tasks.iter().find_map(|task| task.destination.as_ref().ok()) {
        encode::check(&destination.output, &recipe.encoding)?;
    }
    let stats = args.report.stats.as_deref().map(|path| Stats::open(path, &tasks)).transpose()?;
    Ok(Prepared { recipe, tasks, stats })
}

/// What `-o` and `--encoder` ask for together.
fn wish(args: &MakeArgs, songs: usize, null: bool) -> Result<Wish> {
    let out = args.target.out.as_deref();
    if null {
        return match out {
            None => Ok(Wish::Null),
            Some(_) => {
                Err(Error::usage_hint("--encoder null writes nothing", "leave out -o, or the encoder"))
            }
        };
    }
    let wish = Wish::read(out, songs)?;
    let raw = match &wish {
        Wish::Stdout => true,
        Wish::File(path) => path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("y4m")),
        _ => false,
    };
    if matches!(wish, Wish::Stdout) && io::stdout().is_terminal() {
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
    Ok(wish)
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
    recipe.decisions.iter().for_each(|decision| report.explain(decision));
    let outcome = pipeline::run(job, &mut |event| report.event(event))?;
    if let (Some(checksum), Output::Null) = (outcome.written.checksum, &job.output) {
        console::out(&format!("{checksum:016x}  {} frames\n", outcome.frames));
    }
    Ok(outcome)
}
