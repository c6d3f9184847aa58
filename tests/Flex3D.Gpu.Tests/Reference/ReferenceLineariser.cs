using System.Numerics;
using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Reference;

/// <summary>g_a = −⟨∂M/∂p_a, I − M⟩ and H_ab = ⟨∂M/∂p_a, ∂M/∂p_b⟩ of M = s·C·P, with derivatives of the projection P by differences, and the priors' bends likewise.</summary>
internal sealed class ReferenceLineariser(EngineProblem problem, ReferenceSplat splat, ReferenceRigidity rigidity, double lambda)
{
    private const double Step = 1e-5;

    /// <param name="density">Density by voxel of a latent.</param>
    /// <param name="deform">Vertex positions of a latent.</param>
    public void Linearise(ImageShard shard, int image, Func<double[], double[]> density, double[] latent, Func<double[], double[]> deform, double[] pose, NormalEquations equations)
    {
        ParameterColumns columns = equations.Columns;
        int n = problem.Box, length = shard.SpectrumLength, latents = columns.Has(OwnParameters.Latents) ? latent.Length : 0;
        double contrast = shard.Contrast[image];
        Complex[] projection = Spectrum(latent, pose);
        List<Complex[]> tangents = [];
        for (int k = 0; k < latents; k++)
        {
            tangents.Add(Difference(step => Spectrum(Along(latent, k, step), pose)));
        }
        for (int axis = 0; axis < 3 && columns.Has(OwnParameters.Rotation); axis++)
        {
            tangents.Add(Difference(step => Spectrum(latent, Turned(pose, axis, step))));
        }
        if (columns.Has(OwnParameters.Shift))
        {
            tangents.Add([.. projection.Select((value, k) => value * new Complex(0, -2 * Math.PI / n * (k % (n / 2 + 1))) * contrast)]);
            tangents.Add([.. projection.Select((value, k) => value * new Complex(0, -2 * Math.PI / n * Signed(k / (n / 2 + 1))) * contrast)]);
        }
        if (columns.Has(OwnParameters.Contrast))
        {
            tangents.Add(projection);
        }
        if (columns.Has(OwnParameters.Defocus))
        {
            tangents.Add([.. projection.Select((value, k) => value * contrast * shard.DefocusSlope![image * length + k])]);
        }
        Complex[] residual = [.. projection.Select((value, k) => new Complex(shard.TargetReal[image * length + k], shard.TargetImaginary[image * length + k]) - contrast * Weight(k) * value)];
        for (int a = 0; a < columns.Count; a++)
        {
            equations.Gradient(image)[a] = -Inner(tangents[a], residual);
            for (int b = 0; b < columns.Count; b++)
            {
                equations.Hessian(image)[a * columns.Count + b] = Inner(tangents[a], [.. tangents[b].Select((value, k) => Weight(k) * value)]);
            }
        }
        AddPriors(latent, latents, deform, equations, image);

        Complex[] Spectrum(double[] at, double[] view) => ReferenceLoss.Spectrum(n, splat.Project(density(at), deform(at), view));
        Complex[] Difference(Func<double, Complex[]> at) => [.. at(Step).Zip(at(-Step), (plus, minus) => contrast * (plus - minus) / (2 * Step))];
        double Weight(int k) => shard.Weight[image * length + k];
        int Signed(int k) => k < n / 2 ? k : k - n;
        double Inner(Complex[] a, Complex[] b) => a.Select((value, k) => (k % (n / 2 + 1) is 0 || k % (n / 2 + 1) == n / 2 ? 1 : 2) * (value * Complex.Conjugate(b[k])).Real).Sum() / (n * n);
    }

    // The energy along the latents, to second order: the flow is linear in them, except where a unit turns on or off.
    private void AddPriors(double[] latent, int latents, Func<double[], double[]> deform, NormalEquations equations, int image)
    {
        const double Far = 1e-3;
        if (lambda == 0)
        {
            return;
        }
        double[] rest = deform(latent);
        double[][] ways = [.. Enumerable.Range(0, latents).Select(k => deform(Along(latent, k, Step)).Zip(deform(Along(latent, k, -Step)), (plus, minus) => (plus - minus) / (2 * Step)).ToArray())];
        for (int k = 0; k < latents; k++)
        {
            equations.Gradient(image)[k] += (Energy(k, Step, k, 0) - Energy(k, -Step, k, 0)) / (2 * Step);
            for (int l = 0; l < latents; l++)
            {
                equations.Hessian(image)[k * equations.Columns.Count + l] += (Energy(k, Far, l, Far) - Energy(k, Far, l, -Far) - Energy(k, -Far, l, Far) + Energy(k, -Far, l, -Far)) / (4 * Far * Far);
            }
        }

        double Energy(int k, double first, int l, double second) => rigidity.Energy([.. rest.Select((at, i) => at + first * ways[k][i] + second * ways[l][i])], [], lambda);
    }

    private static double[] Along(double[] values, int at, double step) => [.. values.Select((value, i) => i == at ? value + step : value)];

    // Rows 0 and 1 of A·exp(angle·[e_axis]×): the two coordinates about the axis turn.
    private static double[] Turned(double[] pose, int axis, double angle)
    {
        double[] turned = [.. pose];
        (int u, int v) = ((axis + 1) % 3, (axis + 2) % 3);
        for (int row = 0; row < 6; row += 3)
        {
            turned[row + u] = Math.Cos(angle) * pose[row + u] + Math.Sin(angle) * pose[row + v];
            turned[row + v] = Math.Cos(angle) * pose[row + v] - Math.Sin(angle) * pose[row + u];
        }
        return turned;
    }
}
