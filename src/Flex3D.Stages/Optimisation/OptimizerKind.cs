namespace Flex3D.Stages.Optimisation;

/// <summary>The first-order optimisation methods that the paper names.</summary>
public enum OptimizerKind
{
    Adam,
    Nesterov,
}
