using Flex3D.Stages.Engine;
using Flex3D.Tests.Worlds;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>Steps in the parameters of the images themselves, made on what a caller changes: latents, poses and contrasts, and the images where the defocus changes.</summary>
internal static class OwnSteps
{
    /// <summary>All parameters of an image whose latent has two coordinates.</summary>
    public static ParameterColumns All => new(2, OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift | OwnParameters.Contrast | OwnParameters.Defocus);

    /// <summary>E_data + Σ strength·E_prior of each image, all of them a step away in one parameter of <see cref="All"/>; the shard is left as it was.</summary>
    public static double[] Losses(ParityWorld world, IShardEvaluator evaluator, int column, double step)
    {
        ImageShard shard = world.Shard;
        float[] latents = [.. world.Latents], poses = [.. shard.Pose], contrasts = [.. shard.Contrast], re = [.. shard.TargetReal], im = [.. shard.TargetImaginary], weight = [.. shard.Weight];
        for (int i = 0; i < shard.Count; i++)
        {
            Span<float> pose = shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength);
            switch (column)
            {
                case < 2:
                    latents[2 * i + column] += (float)step;
                    break;
                case < 5:
                    TurnedPose.Turn(pose, column - 2, step);
                    break;
                case < 7:
                    pose[6 + column - 5] += (float)step;
                    break;
                case 7:
                    shard.Contrast[i] += (float)step;
                    break;
            }
        }
        if (column == 8)
        {
            for (int k = 0; k < weight.Length; k++)
            {
                double factor = Math.Exp(step * shard.DefocusSlope![k]);
                (shard.TargetReal[k], shard.TargetImaginary[k], shard.Weight[k]) = ((float)(re[k] * factor), (float)(im[k] * factor), (float)(weight[k] * factor * factor));
            }
            shard.Count = shard.Count; // they are other images
        }
        var energies = new CandidateEnergy[shard.Count];
        evaluator.Evaluate(shard, latents, 1, energies);
        double[] losses = [.. energies.Select((energy, i) => energy.Data(shard.Constant[i], shard.Contrast[i]) + energy.Prior)];
        poses.CopyTo(shard.Pose, 0);
        contrasts.CopyTo(shard.Contrast, 0);
        if (column == 8)
        {
            re.CopyTo(shard.TargetReal, 0);
            im.CopyTo(shard.TargetImaginary, 0);
            weight.CopyTo(shard.Weight, 0);
            shard.Count = shard.Count;
        }
        return losses;
    }
}
