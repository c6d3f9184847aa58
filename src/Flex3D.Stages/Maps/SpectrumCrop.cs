namespace Flex3D.Stages.Maps;

/// <summary>Copies the frequencies that two half spectra share.</summary>
/// <remarks>
/// For even boxes the shifts of both centres (pixel n/2 of n, pixel m/2 of m) give the sign (−1)^k on either side and cancel.
/// The unpaired frequency −m/2 of the smaller box, on any axis, becomes zero: a real image cannot represent its phase.
/// </remarks>
internal static class SpectrumCrop
{
    /// <summary>Copies one plane [ky][kx] from a box of n to one of m, smaller or larger, times <paramref name="scale"/>.</summary>
    public static void Plane(ReadOnlySpan<float> from, int n, Span<float> to, int m, float scale)
    {
        int half = Math.Min(n, m) / 2, fromWidth = n / 2 + 1, toWidth = m / 2 + 1;
        to.Clear();
        for (int ky = 1 - half; ky < half; ky++)
        {
            ReadOnlySpan<float> source = from.Slice((ky < 0 ? ky + n : ky) * fromWidth, half);
            Span<float> target = to.Slice((ky < 0 ? ky + m : ky) * toWidth, half);
            for (int kx = 0; kx < half; kx++)
            {
                target[kx] = scale * source[kx];
            }
        }
    }

    /// <summary>Copies a volume [kz][ky][kx], as <see cref="Plane"/> does a plane.</summary>
    public static void Volume(ReadOnlySpan<float> from, int n, Span<float> to, int m, float scale)
    {
        int half = Math.Min(n, m) / 2, fromPlane = n * (n / 2 + 1), toPlane = m * (m / 2 + 1);
        to.Clear();
        for (int kz = 1 - half; kz < half; kz++)
        {
            Plane(from.Slice((kz < 0 ? kz + n : kz) * fromPlane, fromPlane), n, to.Slice((kz < 0 ? kz + m : kz) * toPlane, toPlane), m, scale);
        }
    }
}
