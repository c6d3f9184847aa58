using System.Collections.Concurrent;
using System.Text.Json;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Engine;

namespace Flex3D.Pipeline.Tests.Memory;

/// <summary>A whole small run on two threads, and what it really held.</summary>
public sealed class PlannedRun(TinyParticles tiny) : IAsyncLifetime
{
    public static string[] TrainSettings { get; } = ["--epochs", "2", "--warm-up-epochs", "1", "--batch-size", "26", "--layers", "2", "--width", "32"];

    private readonly ConcurrentQueue<EngineProblem> _problems = new();
    private readonly string _root = Directory.CreateTempSubdirectory("flex3d-planned-").FullName;

    public string Run => In("run");

    public string Pipeline => In("tiny.yaml");

    /// <summary>The problem of each evaluator that was made, in order: one of prep, then each worker's.</summary>
    internal EngineProblem[] Problems => [.. _problems];

    /// <summary>Number and bytes of the image buffers of prep, train and reconstruct.</summary>
    public (long Count, long Bytes)[] Buffers =>
    [
        .. from line in File.ReadLines(Path.Combine(Run, "log.json"))
           let entry = JsonDocument.Parse(line).RootElement
           where entry.GetProperty("@mt").GetString()!.Contains("image buffers of", StringComparison.Ordinal)
           select (entry.GetProperty("Count").GetInt64(), entry.GetProperty("Bytes").GetInt64()),
    ];

    private string In(string name) => Path.Combine(_root, name);

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(Pipeline, $"""
            threads: 2
            from: {tiny.Run}
            prep: {"{trainingBox: 24}"}
            mesh: {"{cellSize: 20}"}
            train: {"{epochs: 2, warmUpEpochs: 1, batchSize: 26, layers: 2, width: 32}"}
            reconstruct: {"{iterations: 2}"}
            """);
        using (Engines.Replace(engine => new Recorder(engine, _problems)))
        {
            await Flex.DoneAsync("run", Pipeline, "--out", Run);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private sealed class Recorder(IEngine engine, ConcurrentQueue<EngineProblem> problems) : IEngine
    {
        public string Name => engine.Name;

        public string BackendId => engine.BackendId;

        public IShardEvaluator CreateEvaluator(EngineProblem problem)
        {
            problems.Enqueue(problem);
            return engine.CreateEvaluator(problem);
        }

        public void Dispose() => engine.Dispose();
    }
}
