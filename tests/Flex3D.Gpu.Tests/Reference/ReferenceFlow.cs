using Flex3D.Stages.Engine;
using Flex3D.Stages.Model;

namespace Flex3D.Gpu.Tests.Reference;

/// <summary>flow = scale·(f(z) − f(a)), f a network of ReLU layers and a linear output (eq. 2), and its adjoint.</summary>
internal sealed class ReferenceFlow(EngineProblem problem)
{
    private const double AngstromPerUnit = 10; // docs/model-file.md: output_unit_angstrom

    private readonly FlowNetwork _network = new(problem.Flow); // says where each weight stands, no more

    /// <summary>[x, y, z][vertex], Å.</summary>
    public double[] Forward(float[] parameters, double[] latent)
    {
        double[] output = Output(parameters, Hidden(parameters, latent)[^1]);
        double[] anchor = problem.Flow.Anchored ? Output(parameters, Hidden(parameters, Anchor)[^1]) : new double[output.Length];
        return [.. output.Select((value, i) => Scale(i) * (value - anchor[i]))];
    }

    /// <summary>Adds ∂E/∂θ.</summary>
    /// <param name="flowGradient">∂E/∂flow, [x, y, z][vertex].</param>
    public void Adjoint(float[] parameters, double[] latent, double[] flowGradient, double[] parameterGradient)
    {
        double[] output = [.. flowGradient.Select((value, i) => value * Scale(i))];
        Adjoint(parameters, Hidden(parameters, latent), output, parameterGradient);
        if (problem.Flow.Anchored)
        {
            Adjoint(parameters, Hidden(parameters, Anchor), [.. output.Select(value => -value)], parameterGradient);
        }
    }

    private double Scale(int column) => AngstromPerUnit * problem.Mesh.Mobility[column % problem.Flow.VertexCount];

    private double[] Anchor => [.. Enumerable.Range(0, problem.Flow.LatentDimension).Select(k => problem.Flow.Anchor.Count > 0 ? problem.Flow.Anchor[k] : 0.0)];

    // What each layer is given, from the latents on, and last what the output is made of.
    private List<double[]> Hidden(float[] parameters, double[] latent)
    {
        List<double[]> layers = [latent];
        for (int layer = 0; layer < problem.Flow.HiddenLayers; layer++)
        {
            double[] input = layers[^1], units = new double[problem.Flow.Width];
            for (int unit = 0; unit < units.Length; unit++)
            {
                double sum = parameters[_network.BiasesOf(layer) + unit];
                for (int i = 0; i < input.Length; i++)
                {
                    sum += input[i] * parameters[_network.WeightsOf(layer) + i * _network.HiddenStride + unit];
                }
                units[unit] = Math.Max(0, sum);
            }
            layers.Add(units);
        }
        return layers;
    }

    private double[] Output(float[] parameters, double[] hidden)
    {
        double[] output = new double[3 * problem.Flow.VertexCount];
        for (int column = 0; column < output.Length; column++)
        {
            for (int i = 0; i < hidden.Length; i++)
            {
                output[column] += hidden[i] * parameters[_network.OutputWeights + i * _network.OutputStride + column];
            }
        }
        return output;
    }

    private void Adjoint(float[] parameters, List<double[]> layers, double[] output, double[] parameterGradient)
    {
        double[] gradient = Back(parameters, layers[^1], output, _network.OutputWeights, _network.OutputStride, parameterGradient);
        for (int layer = problem.Flow.HiddenLayers - 1; layer >= 0; layer--)
        {
            for (int unit = 0; unit < gradient.Length; unit++)
            {
                gradient[unit] = layers[layer + 1][unit] > 0 ? gradient[unit] : 0;
                parameterGradient[_network.BiasesOf(layer) + unit] += gradient[unit];
            }
            gradient = Back(parameters, layers[layer], gradient, _network.WeightsOf(layer), _network.HiddenStride, parameterGradient);
        }
    }

    // Through a product x W: adds xᵀ·gradient to the weights' gradient and returns W·gradient.
    private static double[] Back(float[] parameters, double[] input, double[] gradient, int weights, int stride, double[] parameterGradient)
    {
        double[] back = new double[input.Length];
        for (int i = 0; i < input.Length; i++)
        {
            for (int unit = 0; unit < gradient.Length; unit++)
            {
                parameterGradient[weights + i * stride + unit] += input[i] * gradient[unit];
                back[i] += parameters[weights + i * stride + unit] * gradient[unit];
            }
        }
        return back;
    }
}
