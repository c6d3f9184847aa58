using Flex3D.Stages.Engine;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Inference;

/// <summary>Solves the normal equations of one image: a damped step (H + μ diag H)δ = −g, no longer than the linear model may hold, and the covariance H⁻¹.</summary>
internal static class NewtonStep
{
    private const double MostLatent = 0.5, MostRadians = 0.06, MostPixels = 1.5;

    /// <summary>Finds the step. Where the matrix is not positive definite, as priors on the flow may bend down, it goes along each axis alone.</summary>
    /// <param name="hessian">H, [P][P], priors included.</param>
    /// <param name="gradient">g, [P].</param>
    /// <param name="damping">μ.</param>
    /// <param name="mostDefocus">The largest step of the defocus, Å.</param>
    /// <param name="step">Receives δ, [P].</param>
    public static void Find(
        ParameterColumns columns, ReadOnlySpan<double> hessian, ReadOnlySpan<double> gradient, double damping, in OwnPriors priors, double mostDefocus, Span<double> step)
    {
        int count = columns.Count;
        Span<double> matrix = stackalloc double[count * count];
        hessian.CopyTo(matrix);
        for (int a = 0; a < count; a++)
        {
            matrix[a * count + a] *= 1 + damping;
            step[a] = -gradient[a];
        }
        if (SmallCholesky.Factor(matrix, count))
        {
            SmallCholesky.Solve(matrix, count, step);
        }
        else
        {
            for (int a = 0; a < count; a++)
            {
                step[a] = -gradient[a] / Curvature(columns, hessian, a, priors);
            }
        }
        Shorten(columns, step, mostDefocus);
    }

    /// <summary>Inverts the Hessian. Where it is not positive definite, which only priors on the flow can cause, its diagonal stands for it.</summary>
    /// <param name="covariance">Receives [P][P].</param>
    public static void Invert(ParameterColumns columns, ReadOnlySpan<double> hessian, in OwnPriors priors, Span<double> covariance)
    {
        int count = columns.Count;
        Span<double> matrix = stackalloc double[count * count];
        hessian.CopyTo(matrix);
        if (SmallCholesky.Factor(matrix, count))
        {
            SmallCholesky.Invert(matrix, count, covariance);
            return;
        }
        covariance.Clear();
        for (int a = 0; a < count; a++)
        {
            covariance[a * count + a] = 1 / Curvature(columns, hessian, a, priors);
        }
    }

    /// <summary>Computes the covariance of the latents where the other parameters are known: the inverse of their part of the Hessian. False, and nothing is written, where that is not positive definite.</summary>
    /// <param name="covariance">Receives [K][K].</param>
    public static bool InvertLatents(ParameterColumns columns, ReadOnlySpan<double> hessian, Span<double> covariance)
    {
        int latents = columns.LatentDimension, first = columns.Find(OwnParameters.Latents);
        Span<double> precision = stackalloc double[latents * latents];
        for (int k = 0; k < latents; k++)
        {
            hessian.Slice((first + k) * columns.Count + first, latents).CopyTo(precision[(k * latents)..]);
        }
        if (!SmallCholesky.Factor(precision, latents))
        {
            return false;
        }
        SmallCholesky.Invert(precision, latents, covariance);
        return true;
    }

    // The curvature along one parameter: at least 1 or, of the defocus, of which 1 Å is little, at least its prior's.
    private static double Curvature(ParameterColumns columns, ReadOnlySpan<double> hessian, int column, in OwnPriors priors)
    {
        bool defocus = columns.Has(OwnParameters.Defocus) && column == columns.Find(OwnParameters.Defocus);
        return Math.Max(defocus ? 1 / (priors.DefocusAngstrom * priors.DefocusAngstrom) : 1, Math.Abs(hessian[column * columns.Count + column]));
    }

    // Shortens a step as a whole, so that no parameter moves farther than the linear model may hold.
    private static void Shorten(ParameterColumns columns, Span<double> step, double mostDefocus)
    {
        double factor = 1;
        for (int a = 0; a < columns.Moving + (columns.Has(OwnParameters.Shift) ? 2 : 0); a++)
        {
            double most = a < columns.Find(OwnParameters.Rotation) ? MostLatent : a < columns.Moving ? MostRadians : MostPixels;
            factor = Math.Min(factor, most / Math.Max(most, Math.Abs(step[a])));
        }
        if (columns.Has(OwnParameters.Defocus))
        {
            factor = Math.Min(factor, mostDefocus / Math.Max(mostDefocus, Math.Abs(step[columns.Find(OwnParameters.Defocus)])));
        }
        foreach (ref double value in step)
        {
            value *= factor;
        }
    }
}
