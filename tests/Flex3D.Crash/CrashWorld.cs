using Flex3D.Tests;

namespace Flex3D.Crash;

/// <summary>The data that every run of a campaign reads, and what a run that nothing touches makes of them.</summary>
internal sealed class CrashWorld
{
    private readonly string _pipeline;

    private CrashWorld(string folder, string pipeline, SortedDictionary<string, string> expected) => (Folder, _pipeline, Expected) = (folder, pipeline, expected);

    /// <summary>Everything of the campaign lies here.</summary>
    public string Folder { get; }

    /// <summary>Hashes of an undisturbed run.</summary>
    public SortedDictionary<string, string> Expected { get; }

    /// <summary>Simulates 64 particles of 32 pixels and runs the pipeline once.</summary>
    public static async Task<CrashWorld> CreateAsync(string folder, TimeSpan limit)
    {
        string particles = await SimulateAsync(folder, limit);
        string pipeline = Path.Combine(folder, "crash.yaml");
        File.WriteAllText(pipeline, $$"""
            seed: 3
            from: {{particles}}
            prep:
            mesh: {cellSize: 20}
            train: {epochs: 5, warmUpEpochs: 2, batchSize: 18, layers: 3, width: 32, traceHashes: true}
            reconstruct: {iterations: 2}
            """);
        string undisturbed = Path.Combine(folder, "undisturbed");
        await DoneAsync(limit, "run", pipeline, "--out", undisturbed);
        return new CrashWorld(folder, pipeline, RunHashes.Of(undisturbed));
    }

    /// <summary>Simulates 64 particles of 32 pixels. Returns the run that did.</summary>
    public static async Task<string> SimulateAsync(string folder, TimeSpan limit)
    {
        string structures = Path.Combine(Repository.Root, "pipelines", "structures"), particles = Path.Combine(folder, "particles");
        await DoneAsync(limit, "simulate", "--out", particles, "--structures", Path.Combine(structures, "adk_open.pdb.gz"), Path.Combine(structures, "adk_closed.pdb.gz"),
            "--particles", "64", "--box", "32", "--pixel-size", "3", "--snr", "0.5");
        return particles;
    }

    /// <summary>The arguments that begin a run, or go on with it where there is one in the folder.</summary>
    public string[] Arguments(string run, CrashSchedule schedule) =>
        File.Exists(Path.Combine(run, "run.yaml")) ? ["resume", run] : ["run", _pipeline, "--out", run, "--set", .. schedule.Settings];

    /// <summary>Runs a command that must end well.</summary>
    public static async Task DoneAsync(TimeSpan limit, params string[] args)
    {
        using FlexProcess process = FlexProcess.Start(args);
        await process.EndAsync(limit);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"flex3d {args[0]} ended with {process.ExitCode}:\n{string.Join('\n', process.Said)}");
        }
    }
}
