using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Reference;

/// <summary>The equations one scalar at a time, in double: slow, short, and what every engine is held against.</summary>
internal sealed class ReferenceEngine : IEngine
{
    public string Name => "reference (double)";

    public string BackendId => "reference-1";

    public IShardEvaluator CreateEvaluator(EngineProblem problem) => new ReferenceEvaluator(problem);

    public void Dispose()
    {
    }
}
