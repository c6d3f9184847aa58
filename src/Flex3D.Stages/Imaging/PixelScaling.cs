using System.Numerics;
using System.Runtime.InteropServices;

namespace Flex3D.Stages.Imaging;

/// <summary>A pixel scaling brings an image's noise to mean 0 and standard deviation 1: pixel → (pixel − offset)·factor.</summary>
/// <param name="Offset">Mean of the image's background, in the units of its pixels.</param>
/// <param name="Factor">1/σ of the image's noise, &gt; 0; 1 for an image of unit noise.</param>
public readonly record struct PixelScaling(float Offset, float Factor)
{
    /// <summary>Scales the pixels of one image, in place.</summary>
    public void Apply(Span<float> pixels)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(pixels);
        var offset = new Vector<float>(Offset);
        foreach (ref Vector<float> vector in vectors)
        {
            vector = (vector - offset) * Factor;
        }
        foreach (ref float pixel in pixels[(vectors.Length * Vector<float>.Count)..])
        {
            pixel = (pixel - Offset) * Factor;
        }
    }
}
