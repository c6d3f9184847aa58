using Flex3D.Stages.Priors;

namespace Flex3D.Tests.Worlds;

/// <summary>Strengths of priors as tests give them.</summary>
internal static class Strengths
{
    /// <summary>Rigidity alone.</summary>
    public static PriorStrengths Rigidity(double lambda) => PriorStrengths.None.With(RigidityPrior.Name, lambda);
}
