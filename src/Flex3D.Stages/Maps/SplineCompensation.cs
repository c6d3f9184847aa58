namespace Flex3D.Stages.Maps;

/// <summary>Divides out the factor by which splatting with the cubic B-spline multiplies a spectrum: sinc⁴(f) on each axis, sinc(t) = sin(πt)/(πt), f in cycles/pixel.</summary>
/// <remarks>At Nyquist the factor is (2/π)⁴ = 0.164 an axis, so the correction stays within 6.1 an axis.</remarks>
internal static class SplineCompensation
{
    /// <summary>Returns 1/sinc⁴(k/n) for k = 0 … n/2.</summary>
    public static double[] Axis(int n)
    {
        var weights = new double[n / 2 + 1];
        for (int k = 0; k < weights.Length; k++)
        {
            double angle = Math.PI * k / n, sinc = k == 0 ? 1 : Math.Sin(angle) / angle;
            weights[k] = Math.Pow(sinc, -4);
        }
        return weights;
    }

    /// <summary>Returns 1/(sinc⁴ fx · sinc⁴ fy) on the half spectrum [ky][kx] of an n×n image.</summary>
    /// <param name="keepNyquist">False zeroes the two unpaired lines, row −n/2 and column n/2, which the forward model leaves out.</param>
    public static float[] Weights(int n, bool keepNyquist = false)
    {
        double[] axis = Axis(n);
        int width = n / 2 + 1;
        var weights = new float[n * width];
        for (int row = 0; row < n; row++)
        {
            int ky = Math.Abs(row < n / 2 ? row : row - n);
            for (int kx = 0; kx < width; kx++)
            {
                bool unpaired = ky == n / 2 || kx == n / 2;
                weights[row * width + kx] = unpaired && !keepNyquist ? 0 : (float)(axis[ky] * axis[kx]);
            }
        }
        return weights;
    }

    /// <summary>Divides a map by sinc⁴ along each axis in Fourier space: from spline-splatted values to density.</summary>
    public static DensityMap Divide(DensityMap map, int parallelism = 1)
    {
        FourierVolume volume = FourierVolume.Of(map, parallelism);
        volume.MultiplySeparably(Array.ConvertAll(Axis(map.Box), w => (float)w));
        return volume.ToMapOverwriting(parallelism);
    }
}
