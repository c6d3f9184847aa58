namespace Flex3D.Stages.Imaging;

/// <summary>RELION's un-normalised Zernike polynomials: Z(m, n) = R(|m|, n; ρ) times cos(mφ) for m ≥ 0, sin(|m|φ) for m &lt; 0.</summary>
/// <remarks>ρ and φ are the polar coordinates of the frequency in 1/Å, not scaled to a unit disc.</remarks>
internal static class Zernike
{
    /// <summary>(m, n) of the i-th antisymmetric coefficient: (−1, 1), (1, 1), (−3, 3), (−1, 3), (1, 3), (3, 3), (−5, 5) …</summary>
    public static (int M, int N) Odd(int i)
    {
        int k = (int)((Math.Sqrt(1 + 4 * i) - 1) / 2), n = 2 * k + 1;
        return (2 * (i - (k * k + k)) - n, n);
    }

    /// <summary>(m, n) of the i-th symmetric coefficient: (0, 0), (−2, 2), (0, 2), (2, 2), (−4, 4) …</summary>
    public static (int M, int N) Even(int i)
    {
        int k = (int)Math.Sqrt(i);
        return (2 * (i - k * k - k), 2 * k);
    }

    public static double Value(int m, int n, double x, double y)
    {
        double rho = Math.Sqrt(x * x + y * y), phi = Math.Atan2(y, x);
        int order = Math.Abs(m);
        double radial = 0;
        for (int k = 0; k <= (n - order) / 2; k++)
        {
            double c = Factorial(n - k) / (Factorial(k) * Factorial((n + order) / 2 - k) * Factorial((n - order) / 2 - k));
            radial += (k % 2 == 0 ? c : -c) * Math.Pow(rho, n - 2 * k);
        }
        return radial * (m >= 0 ? Math.Cos(order * phi) : Math.Sin(order * phi));
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
