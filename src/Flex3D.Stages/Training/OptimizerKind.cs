namespace Flex3D.Stages.Training;

/// <summary>The first-order optimisation methods that the paper names.</summary>
public enum OptimizerKind
{
    Adam,
    Nesterov,
}
