using ScottPlot;
using SkiaSharp;

namespace Flex3D.Stages.Results;

/// <summary>Plots the loss by epoch: of the training particles, and of the held-out particles with and without flow.</summary>
/// <remarks>The distance between the held-out curves shows how much the motion explains of data that training has not seen.</remarks>
public sealed class LossFigure : PlotFigure
{
    private readonly IReadOnlyList<LossEpoch> _epochs;

    public LossFigure(IReadOnlyList<LossEpoch> epochs) => _epochs = epochs;

    protected override (int Width, int Height) Size => (760, 520);

    private protected override void Draw(SKCanvas canvas)
    {
        Plot plot = NewPlot("Loss by epoch", "epoch", "mean loss per particle, ½‖image − projection‖²");
        double[] epoch = [.. _epochs.Select(e => (double)e.Epoch)];
        AddLine(plot, epoch, [.. _epochs.Select(e => e.HeldOutRigid)], "held out, rigid", FigureColors.Rigid, markers: true);
        AddLine(plot, epoch, [.. _epochs.Select(e => e.HeldOutFlexed)], "held out, flexed", FigureColors.Flexed, markers: true);
        AddLine(plot, epoch, [.. _epochs.Select(e => e.TrainingFlexed)], "training, flexed", FigureColors.Flexed, LinePattern.Dashed);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        ShowLegendBelow(plot);
        DrawPlot(canvas, plot, 0, 0, Size.Width, Size.Height);
    }
}
