namespace Flex3D.Stages.Training;

/// <summary>The first-order methods the paper names.</summary>
public enum OptimizerKind
{
    Adam,
    Nesterov,
}
