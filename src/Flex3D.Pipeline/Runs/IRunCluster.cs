using Flex3D.Pipeline.Graph;
using Serilog;

namespace Flex3D.Pipeline.Runs;

/// <summary>The machines that help with a run, for as long as it lasts.</summary>
internal interface IRunCluster : IShardCluster, IAsyncDisposable
{
    /// <summary>Tells the machines that the run is done, so that they need not wait for its head to come back.</summary>
    void Done();
}

/// <summary>Begins to let other machines help with a run.</summary>
internal delegate IRunCluster ClusterStart(RunFolder run, ILogger log);
