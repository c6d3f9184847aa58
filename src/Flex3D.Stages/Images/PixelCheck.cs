using System.Numerics;
using System.Runtime.InteropServices;

namespace Flex3D.Stages.Images;

/// <summary>Finds pixels that an image cannot have.</summary>
internal static class PixelCheck
{
    /// <summary>Index of the first pixel that is NaN or infinite; −1 where all are finite.</summary>
    public static int FirstNotFinite(ReadOnlySpan<float> image)
    {
        ReadOnlySpan<Vector<float>> blocks = MemoryMarshal.Cast<float, Vector<float>>(image);
        var infinity = new Vector<float>(float.PositiveInfinity);
        int at = 0;
        foreach (Vector<float> block in blocks)
        {
            if (!Vector.LessThanAll(Vector.Abs(block), infinity))
            {
                break; // the loop below finds the pixel
            }
            at += Vector<float>.Count;
        }
        for (; at < image.Length; at++)
        {
            if (!float.IsFinite(image[at]))
            {
                return at;
            }
        }
        return -1;
    }

    /// <summary>Whether all pixels have the same value, as when a hole in a file is read as zeros.</summary>
    public static bool IsFlat(ReadOnlySpan<float> image) => !image.ContainsAnyExcept(image[0]);
}
