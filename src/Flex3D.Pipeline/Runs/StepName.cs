namespace Flex3D.Pipeline.Runs;

/// <summary>The steps of a pipeline, in the order in which they run.</summary>
public enum StepName
{
    Simulate,
    Prep,
    Mesh,
    Train,
    Reconstruct,
    Generate,
    Deform,
}
