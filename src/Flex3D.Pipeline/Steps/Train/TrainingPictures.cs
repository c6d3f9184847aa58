using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Model;
using Flex3D.Stages.Results;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The pictures of a training: <c>plots/latents</c> and <c>plots/loss</c>.</summary>
internal static class TrainingPictures
{
    /// <param name="model">With the latents that are shown.</param>
    /// <param name="history">The epochs, in order.</param>
    public static void Write(StepContext context, FlexModel model, IEnumerable<EpochRecord> history)
    {
        string plots = Path.Combine(context.Run.Path, "plots");
        new LatentFigure(model.Latents, model.Flow.LatentDimension, model.TotalParticles).Save(plots, "latents");
        new LossFigure([.. history.Select(record => new LossEpoch(record.Epoch + 1, record.Loss, record.HeldOutRigid, record.HeldOutFlexed))]).Save(plots, "loss");
    }
}
