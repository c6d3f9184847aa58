namespace Flex3D.Stages.Canonical;

/// <summary>The shells of a map's half spectrum, [kz][ky][kx = 0 … N/2]: components by their distance from the origin, rounded to whole Fourier pixels.</summary>
internal static class MapShells
{
    /// <summary>Calls <paramref name="component"/> with the index of each component and its shell; those in the corners have shells beyond N/2.</summary>
    public static void ForEach(int n, Action<int, int> component)
    {
        int columns = n / 2 + 1;
        for (int z = 0, i = 0; z < n; z++)
        {
            int fz = z <= n / 2 ? z : z - n;
            for (int y = 0; y < n; y++)
            {
                int fy = y <= n / 2 ? y : y - n;
                for (int x = 0; x < columns; x++, i++)
                {
                    component(i, (int)Math.Round(Math.Sqrt(fz * fz + fy * fy + x * x)));
                }
            }
        }
    }

    /// <summary>Returns the mean of a number over the components of each shell, 0 … N/2.</summary>
    public static double[] Mean(int n, Func<int, double> value)
    {
        double[] sum = new double[n / 2 + 1], counted = new double[sum.Length];
        ForEach(n, (i, shell) =>
        {
            if (shell < sum.Length)
            {
                sum[shell] += value(i);
                counted[shell]++;
            }
        });
        return [.. sum.Select((s, r) => s / counted[r])];
    }
}
