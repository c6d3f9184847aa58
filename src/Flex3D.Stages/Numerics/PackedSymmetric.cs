namespace Flex3D.Stages.Numerics;

/// <summary>Stores a symmetric n × n matrix as its lower triangle, row by row (00, 10, 11, 20, …), float32.</summary>
internal static class PackedSymmetric
{
    /// <summary>Returns how many numbers the triangle has, n(n + 1)/2.</summary>
    public static int Length(int n) => n * (n + 1) / 2;

    /// <summary>Copies the lower triangle of a matrix [row][column].</summary>
    public static void Pack(ReadOnlySpan<double> matrix, int n, Span<float> packed)
    {
        for (int row = 0, at = 0; row < n; row++)
        {
            for (int column = 0; column <= row; column++, at++)
            {
                packed[at] = (float)matrix[row * n + column];
            }
        }
    }

    /// <summary>Writes both triangles of a matrix [row][column].</summary>
    public static void Unpack(ReadOnlySpan<float> packed, int n, Span<double> matrix)
    {
        for (int row = 0, at = 0; row < n; row++)
        {
            for (int column = 0; column <= row; column++, at++)
            {
                matrix[row * n + column] = matrix[column * n + row] = packed[at];
            }
        }
    }
}
