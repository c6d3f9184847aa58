using System.Security.Cryptography;

namespace Flex3D.Crash.Cluster;

/// <summary>The data that every run of a campaign with workers reads, and what a run without workers makes of them.</summary>
/// <param name="Pipeline">The pipeline file of every run: training and reconstruction, from a run with the rest.</param>
/// <param name="Expected">Hashes of the results of a run without workers.</param>
/// <param name="Cuts">Whether the network can be cut, and files hidden from workers.</param>
internal sealed record ClusterWorld(string Pipeline, SortedDictionary<string, string> Expected, bool Cuts)
{
    /// <summary>Where a head listens whose file its workers do not see.</summary>
    public const int Port = 7400;

    /// <summary>The folder of all data and runs.</summary>
    public string Folder => Path.GetDirectoryName(Pipeline)!;

    /// <summary>The file with the secret of such a head, beside the folder.</summary>
    public string Secret => Folder + ".secret";

    /// <summary>Prepares 64 particles, and runs the pipeline once without workers.</summary>
    public static async Task<ClusterWorld> CreateAsync(string folder, TimeSpan limit)
    {
        string particles = await CrashWorld.SimulateAsync(folder, limit);
        string before = Path.Combine(folder, "before.yaml"), prepared = Path.Combine(folder, "prepared");
        File.WriteAllText(before, $$"""
            seed: 3
            from: {{particles}}
            prep: {trainingBox: 24}
            mesh: {cellSize: 20}
            """);
        await CrashWorld.DoneAsync(limit, "run", before, "--out", prepared);
        string pipeline = Path.Combine(folder, "cluster.yaml");
        File.WriteAllText(pipeline, $$"""
            seed: 3
            threads: 1
            from: {{prepared}}
            safety: {checkpointSteps: 3}
            train: {epochs: 20, warmUpEpochs: 3, batchSize: 64, layers: 2, width: 32}
            reconstruct: {iterations: 12}
            """);
        string alone = Path.Combine(folder, "alone");
        await CrashWorld.DoneAsync(limit, "run", pipeline, "--out", alone);
        var world = new ClusterWorld(pipeline, RunHashes.Of(alone), ClusterNetwork.IsAllowed());
        File.WriteAllText(world.Secret, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(world.Secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        return world;
    }
}
