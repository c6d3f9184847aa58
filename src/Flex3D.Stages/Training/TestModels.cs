using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Orientations;

namespace Flex3D.Stages.Training;

/// <summary>The models that are compared on held-out images.</summary>
/// <param name="Flexed">The model with a flow.</param>
/// <param name="Centres">The places that stand for all that particles occupy in latent space, from which the search for a latent starts, [centre][K]; the first is their mean; empty for none.</param>
/// <param name="Rigid">The rigid control.</param>
/// <param name="Composition">The composition model; null for none.</param>
/// <param name="Still">The still models; null for the rigid control alone.</param>
internal sealed record TestModels(ModelSnapshot Flexed, float[] Centres, ModelSnapshot Rigid, ModelSnapshot? Composition, StillModels? Still)
{
    /// <summary>The model with a flow of whose density the weakest voxels are left out: latents are searched with it.</summary>
    public ModelSnapshot Sparse { get; init; } = Flexed;

    /// <summary>Number of latent coordinates of the flow that are in use.</summary>
    public required int ActiveLatents { get; init; }

    /// <summary>Molecules that do not move, to be compared with the images in all orientations; null for none.</summary>
    public StillOrientations? Orientations { get; init; }

    /// <summary>The smaller box, where latents are searched; null to search at the full one.</summary>
    public CoarseSearch? Coarse { get; init; }
}

/// <summary>Where the search for latents is done at a smaller box.</summary>
/// <param name="Images">Receives the images there.</param>
/// <param name="Models">The models there.</param>
internal sealed record CoarseSearch(Coarse.CoarseImages Images, CoarseModels Models);

/// <summary>The priors on an image's own parameters under the models that are compared.</summary>
/// <param name="Flexed">Under the model with a flow.</param>
/// <param name="Rigid">Under models that are the same for every image.</param>
/// <param name="Composition">Under the composition model.</param>
internal readonly record struct TestPriors(OwnPriors Flexed, OwnPriors Rigid, OwnPriors Composition);
