namespace Flex3D.Stages.Numerics;

/// <summary>Solves the small symmetric positive systems of one particle, a few to a dozen unknowns, without allocation; matrices are [row][column], double.</summary>
internal static class SmallCholesky
{
    /// <summary>Replaces the lower triangle of a symmetric matrix by its factor L, A = LLᵀ; the upper triangle is not read.</summary>
    /// <returns>False where the matrix is not positive definite, to rounding; its contents are then undefined.</returns>
    public static bool Factor(Span<double> matrix, int n)
    {
        for (int j = 0; j < n; j++)
        {
            double diagonal = matrix[j * n + j];
            double least = 1e-12 * Math.Abs(diagonal);
            for (int k = 0; k < j; k++)
            {
                diagonal -= matrix[j * n + k] * matrix[j * n + k];
            }
            if (!(diagonal > least))
            {
                return false;
            }
            double root = Math.Sqrt(diagonal);
            matrix[j * n + j] = root;
            for (int i = j + 1; i < n; i++)
            {
                double sum = matrix[i * n + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= matrix[i * n + k] * matrix[j * n + k];
                }
                matrix[i * n + j] = sum / root;
            }
        }
        return true;
    }

    /// <summary>Solves LLᵀx = b in place.</summary>
    public static void Solve(ReadOnlySpan<double> factor, int n, Span<double> b)
    {
        for (int i = 0; i < n; i++)
        {
            double sum = b[i];
            for (int k = 0; k < i; k++)
            {
                sum -= factor[i * n + k] * b[k];
            }
            b[i] = sum / factor[i * n + i];
        }
        SolveUpper(factor, n, b);
    }

    /// <summary>Solves Lᵀx = b in place: of independent standard normal numbers it makes a draw with covariance A⁻¹.</summary>
    public static void SolveUpper(ReadOnlySpan<double> factor, int n, Span<double> b)
    {
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = b[i];
            for (int k = i + 1; k < n; k++)
            {
                sum -= factor[k * n + i] * b[k];
            }
            b[i] = sum / factor[i * n + i];
        }
    }

    /// <summary>Computes the inverse of A from its factor.</summary>
    public static void Invert(ReadOnlySpan<double> factor, int n, Span<double> inverse)
    {
        Span<double> column = stackalloc double[n];
        for (int c = 0; c < n; c++)
        {
            column.Clear();
            column[c] = 1;
            Solve(factor, n, column);
            for (int r = 0; r < n; r++)
            {
                inverse[r * n + c] = column[r];
            }
        }
    }

    /// <summary>ln det A from its factor.</summary>
    public static double LogDeterminant(ReadOnlySpan<double> factor, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            sum += 2 * Math.Log(factor[i * n + i]);
        }
        return sum;
    }
}
