using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Graph;

/// <summary>Has shards of graphs computed by other machines.</summary>
internal interface IShardDealer
{
    /// <summary>Begins with a graph, which opens its first step next; disposed of when the graph ends.</summary>
    IDealing Begin(IDealtProgram program, IShardTable table);

    /// <summary>Whether the graph leaves shards to other machines, as long as there are any that keep up.</summary>
    bool Leaves => false;
}

/// <summary>The dealing of one graph's shards. Its methods return at once.</summary>
internal interface IDealing : IDisposable
{
    /// <summary>Tells that a step is open: its shards may be dealt.</summary>
    void Opened(long step);

    /// <summary>Tells that the open step is about to be committed. After this returns, nothing of the program is read until the next step is open.</summary>
    void Closing();
}

/// <summary>The side of a graph that a dealer sees. Thread-safe.</summary>
internal interface IShardTable
{
    /// <summary>Takes the next shard of the open step that nobody has.</summary>
    bool TryTake(out ShardKey shard);

    /// <summary>Gives a shard back, because its machine is lost or slow: another is to compute it. The result of the first is still welcome if it comes earlier.</summary>
    void Return(ShardKey shard);

    /// <summary>Says how many shards other machines can have at once; the graph leaves shards for them if it is more than 0.</summary>
    void SetPlaces(int places);

    /// <summary>Says whether the shards of the open step may be dealt.</summary>
    void SetDealt(bool dealt);

    /// <summary>Hands in the results of shards that were dealt together. The ledger decides whether they count; those of another graph or step are dropped.</summary>
    /// <param name="sum">The sum of their gradients: all of them count, or none. Empty where each result has its own.</param>
    void Arrived(IReadOnlyList<ArrivedShard> shards, long[] sum);

    /// <summary>Shards of the open step that nobody has.</summary>
    int Undealt { get; }
}

/// <summary>The machines of a cluster, as a pipeline step sees them.</summary>
internal interface IShardCluster
{
    /// <summary>Tells the machines which step runs, until the result is disposed of.</summary>
    IClusterStep Open(DealtStep step);

    /// <summary>Called before anything is written from which the run could go on.</summary>
    /// <exception cref="Stages.Faults.InputException">Another process has become the head of the run.</exception>
    void RequireOwn();
}

/// <summary>A pipeline step whose shards machines of a cluster compute.</summary>
internal interface IClusterStep : IShardDealer, IDisposable;

/// <summary>What another machine must know to compute shards of a pipeline step.</summary>
/// <param name="Run">The run folder, which every machine sees under this path.</param>
/// <param name="Step">The step's name.</param>
/// <param name="Part">The part of the step, such as <c>half1</c>; empty for the step itself.</param>
/// <param name="Identity">The settings and the hashes of the files that its work depends on, and the backend: those of the other machine must be the same.</param>
internal sealed record DealtStep(string Run, string Step, string Part, IReadOnlyDictionary<string, string> Identity);
