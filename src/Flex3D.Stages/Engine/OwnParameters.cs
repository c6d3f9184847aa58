namespace Flex3D.Stages.Engine;

/// <summary>Parameters that belong to one image alone, besides those that all images share (map and flow).</summary>
[Flags]
public enum OwnParameters
{
    None = 0,

    /// <summary>The latent z: K coordinates.</summary>
    Latents = 1,

    /// <summary>A turn of the molecule before it is posed, A → A·exp([ω]×): a rotation vector ω about the map's axes x, y, z, radians.</summary>
    Rotation = 2,

    /// <summary>A shift of the projection in x and y, pixels of the image.</summary>
    Shift = 4,

    /// <summary>The contrast s.</summary>
    Contrast = 8,

    /// <summary>A change of both defocus values, Å; it needs <see cref="ImageShard.DefocusSlope"/>.</summary>
    Defocus = 16,
}

/// <summary>Which parameters of an image its loss is linearised in, and their order: latents, rotation, shift, contrast, defocus, without those left out.</summary>
/// <param name="LatentDimension">K.</param>
/// <param name="Included">At least one.</param>
public readonly record struct ParameterColumns(int LatentDimension, OwnParameters Included)
{
    /// <summary>Number of parameters P.</summary>
    public int Count => Find(OwnParameters.Defocus) + (Has(OwnParameters.Defocus) ? 1 : 0);

    /// <summary>Number of parameters that move the molecule, each of which needs an image of its own: latents and rotation.</summary>
    public int Moving => Find(OwnParameters.Shift);

    public bool Has(OwnParameters parameter) => (Included & parameter) != 0;

    /// <summary>Index of the first column of a parameter; where it is left out, the one that it would have.</summary>
    public int Find(OwnParameters parameter)
    {
        int rotation = Has(OwnParameters.Latents) ? LatentDimension : 0, shift = rotation + (Has(OwnParameters.Rotation) ? 3 : 0);
        int contrast = shift + (Has(OwnParameters.Shift) ? 2 : 0);
        return parameter switch
        {
            OwnParameters.Latents => 0,
            OwnParameters.Rotation => rotation,
            OwnParameters.Shift => shift,
            OwnParameters.Contrast => contrast,
            _ => contrast + (Has(OwnParameters.Contrast) ? 1 : 0),
        };
    }
}
