using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Machine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Runs;

/// <summary>The folder of one run, and the names of the files and folders in it.</summary>
/// <remarks>
/// <c>run.yaml</c> every setting that was used; <c>versions.json</c>; <c>inputs.json</c> files read, with hashes; <c>results.json</c> files written, with hashes; <c>status.json</c>,
/// replaced as a whole; <c>status.js</c>, the same for the page; <c>ledger.json</c> what was counted; <c>log.json</c>; <c>summary.txt</c>; <c>checkpoints/STEP/</c>; <c>diagnostics/</c>; and for each step a folder of its name.
/// </remarks>
internal sealed class RunFolder
{
    private readonly Lock _lock = new();

    private RunFolder(string path) => Path = path;

    /// <summary>The path of the folder.</summary>
    public string Path { get; }

    /// <summary>Settings of the run.</summary>
    public string SettingsFile => System.IO.Path.Combine(Path, "run.yaml");

    /// <summary>The status of the run.</summary>
    public string StatusFile => System.IO.Path.Combine(Path, "status.json");

    /// <summary>Times, memory and folder of the run, for its page <c>report.html</c>.</summary>
    public string StatusScript => System.IO.Path.Combine(Path, "status.js");

    /// <summary>The log, one JSON object a line.</summary>
    public string LogFile => System.IO.Path.Combine(Path, "log.json");

    /// <summary>The summary of the results, for users.</summary>
    public string SummaryFile => System.IO.Path.Combine(Path, "summary.txt");

    /// <summary>The particles counted in each phase.</summary>
    public string LedgerFile => System.IO.Path.Combine(Path, "ledger.json");

    /// <summary>Files written, with hashes: see <see cref="ResultManifest"/>.</summary>
    public string ResultsFile => System.IO.Path.Combine(Path, ResultManifest.FileName);

    /// <summary>Files read, with hashes: see <see cref="InputRecord"/>.</summary>
    public string InputsFile => System.IO.Path.Combine(Path, "inputs.json");

    /// <summary>Folder of files that help to find the cause of a fault.</summary>
    public string Diagnostics => System.IO.Path.Combine(Path, "diagnostics");

    /// <summary>The folder of a step's results.</summary>
    /// <param name="step">The step's name, such as <c>train</c>.</param>
    public string Of(string step) => System.IO.Path.Combine(Path, step);

    /// <summary>The folder of a step's checkpoints.</summary>
    public string CheckpointsOf(string step) => System.IO.Path.Combine(Path, "checkpoints", step);

    /// <summary>Makes a new run's folder and writes its versions, its status and, last, its settings: only with settings does a folder count as a run.</summary>
    /// <remarks>The caller holds the folder's <see cref="RunLock"/>.</remarks>
    /// <exception cref="InputException">There is a run in it already.</exception>
    public static RunFolder Create(string path, PipelineOptions options, IEnumerable<string> steps)
    {
        RunFolder folder = At(path);
        IStorage disk = Storage.Current;
        bool again = disk.FileExists(folder.SettingsFile);
        if (again && !folder.CameToNothing())
        {
            throw new InputException(path, null, "the folder of another run", "a new or empty folder", $"name another with --out, or continue it: flex3d resume {path}");
        }
        DurableFolder.Create(folder.Path);
        DurableFolder.TakeOver(folder.Path, withFolders: again);
        foreach (string old in new[] { folder.SettingsFile, folder.InputsFile, folder.ResultsFile, folder.LedgerFile })
        {
            disk.Delete(old);
            disk.FlushFolder(folder.Path); // the settings are gone before anything else changes
        }
        folder.WriteJson("versions.json", RunVersions.All);
        folder.Save(new RunStatus(StepStatus.Running, new(steps.ToDictionary(step => step, _ => new StepStatus(StepStatus.Waiting)), StringComparer.Ordinal)));
        SettingWriter.Write(folder.SettingsFile, options);
        return folder;
    }

    /// <summary>Returns the folder of a run at a path, without making it or looking for it.</summary>
    internal static RunFolder At(string path) => new(System.IO.Path.GetFullPath(path));

    /// <summary>Opens the folder of a run.</summary>
    /// <exception cref="InputException">There is no run in it.</exception>
    public static RunFolder Open(string path)
    {
        RunFolder folder = At(path);
        return Storage.Current.FileExists(folder.SettingsFile) ? folder : throw new InputException(path, null, "no run.yaml", "the folder of a run");
    }

    /// <summary>Whether there is a run in a folder that can be continued; not one that failed in its first step.</summary>
    public static bool CanContinue(string path) => At(path) is var folder && Storage.Current.FileExists(folder.SettingsFile) && !folder.CameToNothing();

    /// <summary>This run and, nearest first, the runs whose results it uses: the one its settings name with <c>from</c>, the one which that names, and so on.</summary>
    /// <exception cref="InputException">One of the runs no longer exists, or the runs refer to each other in a circle.</exception>
    public IReadOnlyList<RunFolder> Lineage()
    {
        List<RunFolder> runs = [this];
        while (PipelineFile.Load(runs[^1].SettingsFile).From is { } from)
        {
            if (!Storage.Current.FileExists(new RunFolder(from).SettingsFile))
            {
                throw new InputException(runs[^1].SettingsFile, "from", $"'{from}', which has no run.yaml", "the folder of a run");
            }
            RunFolder next = Open(from);
            if (runs.Any(run => run.Path == next.Path))
            {
                throw new InputException(runs[^1].SettingsFile, "from", $"'{from}', which refers back to itself", "an earlier run");
            }
            runs.Add(next);
        }
        return runs;
    }

    /// <summary>Reads the status of the run.</summary>
    public RunStatus Status() => ReadJson<RunStatus>(StatusFile, "the status of a run", "delete it, and the next flex3d resume runs every step again") ?? new RunStatus(StepStatus.Running, []);

    /// <summary>Replaces the status.</summary>
    public void Save(RunStatus status) => WriteJson("status.json", status);

    /// <summary>Adds a finished phase to <c>ledger.json</c>; the record of the same phase before a repeat is replaced.</summary>
    public void Record(PhaseRecord phase)
    {
        lock (_lock)
        {
            WriteJson("ledger.json", (PhaseRecord[])[.. Phases().Where(known => (known.Step, known.Phase) != (phase.Step, phase.Phase)), phase]);
        }
    }

    /// <summary>Reads the records of the finished phases.</summary>
    public IReadOnlyList<PhaseRecord> Phases() => ReadJson<PhaseRecord[]>(LedgerFile, "the ledger of a run", "delete it: the results stay good, the counts of the phases that are done are lost") ?? [];

    /// <summary>Reads the records of the files the run has read, ordered by path.</summary>
    public IReadOnlyList<InputRecord> Inputs() => [.. KnownInputs().Values];

    /// <summary>Adds files to <c>inputs.json</c>, and returns their records.</summary>
    public IReadOnlyList<InputRecord> RecordInputs(IEnumerable<string> files)
    {
        lock (_lock)
        {
            SortedDictionary<string, InputRecord> known = KnownInputs();
            List<InputRecord> records = [];
            foreach (string file in files.Select(System.IO.Path.GetFullPath).Distinct())
            {
                records.Add(known[file] = InputRecord.Of(file));
            }
            WriteJson("inputs.json", known);
            return records;
        }
    }

    // Whether a run failed in its first step: its folder may be used again, so that a mistake can be corrected without another folder.
    private bool CameToNothing() =>
        Status() is { State: StepStatus.Failed } status
        && status.Steps.Values.All(step => step.State is StepStatus.Waiting or StepStatus.Failed)
        && !Storage.Current.FolderExists(System.IO.Path.Combine(Path, "checkpoints"));

    private SortedDictionary<string, InputRecord> KnownInputs() =>
        ReadJson<SortedDictionary<string, InputRecord>>(InputsFile, "the files a run has read", "delete it: the results stay good, the hashes of the inputs read so far are lost") ?? [];

    // Null where there is no such file.
    internal static T? ReadJson<T>(string path, string what, string advice)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Storage.ReadAll(path), CheckpointJson.Options) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new InputException(path, null, e.Message, what, advice, e);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    internal void WriteJson<T>(string name, T value) =>
        DurableFile.WriteText(System.IO.Path.Combine(Path, name), JsonSerializer.Serialize(value, CheckpointJson.Options) + "\n");
}
