namespace Flex3D.Stages.Engine;

/// <summary>Evaluates the model and its gradients on images: on the processor, or on a GPU.</summary>
public interface IEngine : IDisposable
{
    /// <summary>Name for users, such as "cpu (512-bit SIMD)".</summary>
    string Name { get; }

    /// <summary>Name of the backend, such as <c>cpu-simd512-3</c>: results of two runs agree bit for bit only if it is the same.</summary>
    string BackendId { get; }

    /// <summary>Seconds in which a device had work since the engine was made, as a mean over its devices; null where the processor computes.</summary>
    double? BusySeconds => null;

    /// <summary>Creates an evaluator for one problem; each is used by one thread at a time and owns its scratch memory.</summary>
    IShardEvaluator CreateEvaluator(EngineProblem problem);

    /// <summary>Creates an evaluator that is used for the same shards, and by the same thread, as another of this engine: they may share memory of the shards' images.</summary>
    /// <param name="first">The other evaluator, of a problem of the same box, disposed of after this one is used last.</param>
    IShardEvaluator CreateBeside(IShardEvaluator first, EngineProblem problem) => CreateEvaluator(problem);
}
