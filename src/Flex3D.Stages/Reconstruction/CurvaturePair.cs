namespace Flex3D.Stages.Reconstruction;

/// <summary>One step of the history of L-BFGS.</summary>
/// <param name="Step">s = x₊ − x.</param>
/// <param name="GradientChange">y = g₊ − g.</param>
/// <param name="Product">s·y, &gt; 0.</param>
internal sealed record CurvaturePair(float[] Step, float[] GradientChange, double Product)
{
    public static CurvaturePair Allocate(int dimension) => new(new float[dimension], new float[dimension], 0);
}
