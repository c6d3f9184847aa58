using Flex3D.Stages.Coarse;
using Flex3D.Stages.Engine;

namespace Flex3D.Stages.Training;

/// <summary>The models of an epoch at a smaller box (<see cref="CoarseScale"/>).</summary>
/// <param name="Flexed">The model with its flow.</param>
/// <param name="Rigid">The rigid control.</param>
/// <param name="Composition">The composition model; null where it is not searched.</param>
public sealed record CoarseModels(ModelSnapshot Flexed, ModelSnapshot Rigid, ModelSnapshot? Composition)
{
    /// <summary>Whether an epoch uses them: all of it, or searches that Gauss-Newton steps follow.</summary>
    public static bool Serve(EpochSettings settings) => settings.Coarse || settings.Search is { NewtonSteps: > 0 };

    /// <summary>Computes them from the models at the full box.</summary>
    public static CoarseModels Of(CoarseScale scale, ModelSnapshot flexed, ModelSnapshot rigid, ModelSnapshot? composition)
    {
        var still = new ModelSnapshot(scale.Voxels(rigid.Voxels));
        return new(flexed with { Voxels = scale.Voxels(flexed.Voxels) }, still, composition is null ? null : still with { Components = Components(scale, composition) });
    }

    /// <summary>Returns the same maps with the flow of a later step.</summary>
    /// <param name="flexed">The model with its flow at the full box.</param>
    public CoarseModels With(ModelSnapshot flexed) => this with { Flexed = flexed with { Voxels = Flexed.Voxels } };

    private static float[] Components(CoarseScale scale, ModelSnapshot composition)
    {
        int voxels = composition.Voxels.Length, count = composition.Components!.Length / voxels, coarse = scale.Problem.Binding.Count;
        float[] components = new float[count * coarse];
        for (int k = 0; k < count; k++)
        {
            scale.Voxels(composition.Components.AsSpan(k * voxels, voxels)).CopyTo(components, k * coarse);
        }
        return components;
    }
}
