using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Results;

/// <summary>Measures by which a failed run is recognised; null where not measured.</summary>
public sealed record ModelHealth
{
    /// <summary>Share of particles whose latent is at the edge of the allowed range in some dimension, 0 to 1.</summary>
    public double? LatentsAtEdge { get; init; }

    /// <summary>Standard deviation of the latents in their widest dimension.</summary>
    public double? LatentSpread { get; init; }

    /// <summary>How far the flow crushes the mesh.</summary>
    public FlowHealth? Flow { get; init; }

    /// <summary>Fitted scale between images and projections of the consensus map; negative where the contrast is inverted.</summary>
    public double? ImageScale { get; init; }

    /// <summary>Returns the warnings, a sentence each, with advice.</summary>
    public IEnumerable<string> Warnings()
    {
        if (LatentsAtEdge is > 0.05)
        {
            yield return $"{100 * LatentsAtEdge:0} % of the latents lie at the edge of their range: weaken their prior (a smaller train.centering), or look for particles that are not this molecule.";
        }
        if (LatentSpread is < 0.02)
        {
            yield return $"The latents have collapsed at zero (sd {LatentSpread:0.000}): the flow is not used. Weaken the rigidity (a smaller train.lambda), check the mask, or accept that nothing moves.";
        }
        if (Flow is { SmallestDeterminant: < 0.2 } flow)
        {
            string what = flow.SmallestDeterminant <= 0 ? "folds over" : "is nearly folded";
            yield return $"The mesh {what} (determinant of the deformation gradient {flow.SmallestDeterminant:0.00} and less) around x {flow.Centre.X:0}, y {flow.Centre.Y:0}, z {flow.Centre.Z:0} Å from the box centre, "
                + $"within {flow.RadiusAngstrom:0} Å: do not trust the map there; raise the rigidity (train.lambda) or use larger cells (mesh.cellSize).";
        }
        if (ImageScale is < 0)
        {
            yield return "The contrast of the images is inverted against the map (protein must be white): invert the images, or check the CTF's sign.";
        }
    }
}
