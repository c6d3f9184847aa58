using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The flow network for a batch of rows, h = ReLU(x W + b) and flow = scale·((h − h_a) W_out), its tangents and its adjoint; layout of the parameters as in <see cref="Flex3D.Stages.Model.FlowNetwork"/>.</summary>
/// <remarks>
/// The row after the batch is the latent a where the network is anchored: the output is linear, so f(z) − f(a) = (h(z) − h(a)) W_out.
/// Every sum belongs to one thread, which adds row by row to the value that is there, so results do not depend on the number of rows at once.
/// </remarks>
internal static class Flow
{
    /// <summary>The position of a dense layer in the parameters.</summary>
    /// <param name="Inputs">Rows of the weights.</param>
    /// <param name="InputStride">Floats between two rows of the batch in the input.</param>
    /// <param name="Units">Columns without padding.</param>
    /// <param name="Stride">Columns with padding; also the floats between two rows of the batch in the output.</param>
    /// <param name="Weights">Index at which the weights start, [input][stride].</param>
    /// <param name="Biases">Index at which the biases start.</param>
    public readonly record struct Layer(int Inputs, int InputStride, int Units, int Stride, int Weights, int Biases);

    /// <summary>ReLU(x W + b); one thread a unit of a row.</summary>
    public static void Hidden(Index1D index, Layer layer, ArrayView<float> parameters, ArrayView<float> input, ArrayView<float> output)
    {
        int row = index / layer.Units, unit = index - row * layer.Units;
        float sum = parameters[layer.Biases + unit];
        for (int i = 0; i < layer.Inputs; i++)
        {
            sum += input[row * layer.InputStride + i] * parameters[layer.Weights + i * layer.Stride + unit];
        }
        output[row * layer.Stride + unit] = sum > 0 ? sum : 0;
    }

    /// <summary>scale·((h − h_a) W); one thread a coordinate of a row.</summary>
    /// <param name="anchor">The row of h_a; −1 for none.</param>
    /// <param name="scale">[coordinate], Å.</param>
    /// <param name="flow">[row][coordinate].</param>
    public static void Output(Index1D index, Layer layer, int anchor, ArrayView<float> parameters, ArrayView<float> hidden, ArrayView<float> scale, ArrayView<float> flow)
    {
        int row = index / layer.Units, column = index - row * layer.Units;
        float sum = 0;
        for (int i = 0; i < layer.Inputs; i++)
        {
            sum += Above(hidden, row, anchor, layer.InputStride, i) * parameters[layer.Weights + i * layer.Stride + column];
        }
        flow[index] = scale[column] * sum;
    }

    /// <summary>∂h/∂z_k of the first layer: the coordinate's row of the weights, where the unit is on; one thread a unit of a tangent.</summary>
    /// <param name="activation">[row][unit], of the forward pass.</param>
    /// <param name="tangent">Receives [row][K][unit].</param>
    public static void FirstTangent(Index1D index, Layer layer, ArrayView<float> parameters, ArrayView<float> activation, ArrayView<float> tangent)
    {
        int at = index / layer.Units, unit = index - at * layer.Units, row = at / layer.Inputs, coordinate = at - row * layer.Inputs;
        tangent[at * layer.Stride + unit] = activation[row * layer.Stride + unit] > 0 ? parameters[layer.Weights + coordinate * layer.Stride + unit] : 0;
    }

    /// <summary>∂h/∂z_k of a later layer, (∂x/∂z_k W) where the unit is on; one thread a unit of a tangent. <see cref="Output"/> without an anchor continues to the flow.</summary>
    /// <param name="latents">K.</param>
    /// <param name="activation">[row][unit], of the forward pass.</param>
    /// <param name="input">[row][K][input].</param>
    /// <param name="output">Receives [row][K][unit].</param>
    public static void Tangent(
        Index1D index, Layer layer, int latents, ArrayView<float> parameters, ArrayView<float> activation, ArrayView<float> input, ArrayView<float> output)
    {
        int at = index / layer.Units, unit = index - at * layer.Units;
        float sum = 0;
        if (activation[at / latents * layer.Stride + unit] > 0)
        {
            for (int i = 0; i < layer.Inputs; i++)
            {
                sum += input[at * layer.InputStride + i] * parameters[layer.Weights + i * layer.Stride + unit];
            }
        }
        output[at * layer.Stride + unit] = sum;
    }

    /// <summary>∂E/∂W_out += Σ_rows (h − h_a)·scale·∂E/∂flow; one thread a weight.</summary>
    public static void OutputWeightsAdjoint(
        Index1D index, Layer layer, int anchor, int rows, ArrayView<float> hidden, ArrayView<float> scale, ArrayView<float> flowGradient, ArrayView<float> parameterGradient)
    {
        int input = index / layer.Units, column = index - input * layer.Units, weight = layer.Weights + input * layer.Stride + column;
        float sum = parameterGradient[weight];
        for (int row = 0; row < rows; row++)
        {
            sum += Above(hidden, row, anchor, layer.InputStride, input) * (scale[column] * flowGradient[row * layer.Units + column]);
        }
        parameterGradient[weight] = sum;
    }

    /// <summary>∂E/∂h = W_out (scale·∂E/∂flow) of each row; one group a unit of a row.</summary>
    public static void OutputAdjoint(Layer layer, ArrayView<float> parameters, ArrayView<float> scale, ArrayView<float> flowGradient, ArrayView<float> hiddenGradient)
    {
        int row = Grid.IdxX / layer.Inputs, input = Grid.IdxX - row * layer.Inputs;
        float sum = 0;
        for (int column = Group.IdxX; column < layer.Units; column += Group.DimX)
        {
            sum += scale[column] * flowGradient[row * layer.Units + column] * parameters[layer.Weights + input * layer.Stride + column];
        }
        float total = Sums.OfGroup(sum);
        if (Group.IdxX == 0)
        {
            hiddenGradient[row * layer.InputStride + input] = total;
        }
    }

    /// <summary>Subtracts the sum of all rows from the anchor's gradient; one thread a unit.</summary>
    /// <param name="anchorGradient">[unit], added to.</param>
    public static void AnchorAdjoint(Index1D unit, int stride, int rows, ArrayView<float> hiddenGradient, ArrayView<float> anchorGradient)
    {
        float sum = anchorGradient[unit];
        for (int row = 0; row < rows; row++)
        {
            sum -= hiddenGradient[row * stride + unit];
        }
        anchorGradient[unit] = sum;
    }

    /// <summary>The adjoint of the ReLU: sets the gradient to 0 where the unit was off; one thread a unit of a row.</summary>
    public static void RectifyAdjoint(Index1D index, Layer layer, ArrayView<float> activation, ArrayView<float> gradient)
    {
        int row = index / layer.Units, at = row * layer.Stride + (index - row * layer.Units);
        if (!(activation[at] > 0))
        {
            gradient[at] = 0;
        }
    }

    /// <summary>∂E/∂W += Σ_rows x·∂E/∂(x W), and ∂E/∂b; one thread a weight or bias: index / units is the input, the last of which stands for the bias.</summary>
    public static void WeightsAdjoint(Index1D index, Layer layer, int rows, ArrayView<float> input, ArrayView<float> gradient, ArrayView<float> parameterGradient)
    {
        int from = index / layer.Units, unit = index - from * layer.Units;
        int parameter = from < layer.Inputs ? layer.Weights + from * layer.Stride + unit : layer.Biases + unit;
        float sum = parameterGradient[parameter];
        for (int row = 0; row < rows; row++)
        {
            sum += (from < layer.Inputs ? input[row * layer.InputStride + from] : 1) * gradient[row * layer.Stride + unit];
        }
        parameterGradient[parameter] = sum;
    }

    /// <summary>∂E/∂x = W ∂E/∂(x W); one thread an input of a row.</summary>
    public static void InputAdjoint(Index1D index, Layer layer, ArrayView<float> parameters, ArrayView<float> gradient, ArrayView<float> inputGradient)
    {
        int row = index / layer.Inputs, input = index - row * layer.Inputs;
        float sum = 0;
        for (int unit = 0; unit < layer.Units; unit++)
        {
            sum += gradient[row * layer.Stride + unit] * parameters[layer.Weights + input * layer.Stride + unit];
        }
        inputGradient[row * layer.InputStride + input] = sum;
    }

    private static float Above(ArrayView<float> hidden, int row, int anchor, int stride, int unit) =>
        hidden[row * stride + unit] - (anchor < 0 ? 0 : hidden[anchor * stride + unit]);
}
