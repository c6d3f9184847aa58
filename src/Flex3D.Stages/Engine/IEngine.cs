namespace Flex3D.Stages.Engine;

/// <summary>A way to evaluate the model and its gradients on images: the CPU's SIMD engine, or a GPU's.</summary>
public interface IEngine : IDisposable
{
    /// <summary>What a user sees, such as "cpu (AVX-512)".</summary>
    string Name { get; }

    /// <summary>Results of two runs agree bit for bit only when this is the same.</summary>
    string BackendId { get; }

    /// <summary>A worker for one problem; each is used by one thread at a time and owns its scratch memory.</summary>
    IShardEvaluator CreateEvaluator(EngineProblem problem);
}
