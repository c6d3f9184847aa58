using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Subspace;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Subspaces;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Verification;

/// <summary>Checks that the ledger has each phase of a subspace's fit, with the particles and steps of its plan.</summary>
internal static class SubspaceCheck
{
    private const string Name = "ledger";

    /// <param name="half">The half-set that is trained on; null for all particles.</param>
    /// <param name="ended">Whether the fit has ended.</param>
    /// <param name="byName">The phases of the training by name, from which those of the fit are taken out.</param>
    public static IEnumerable<Finding> Of(PreparedFiles prepared, ImageGroups images, TrainingOptions training, int latents, HalfSet? half, bool ended, Dictionary<string, PhaseRecord> byName)
    {
        SubspacePlan plan = SubspaceLatents.PlanOf(
            prepared.TrainingBox, prepared.TrainingPixelSizeAngstrom, latents, images.Rows, EpochPlan.Untrained(images, training, half), training.Seed);
        for (int phase = 0; phase < plan.Phases; phase++)
        {
            string name = SubspacePhases.NameOf(half?.Number ?? 0, phase, plan.Phases);
            if (!byName.Remove(name, out PhaseRecord? found))
            {
                if (ended)
                {
                    yield return Finding.Wrong(Name, $"train, {name} is missing");
                }
                continue;
            }
            IReadOnlyList<int[]> steps = plan.Steps(phase);
            long particles = steps.Sum(step => (long)step.Length);
            if (found.Steps != steps.Count || found.Counted != particles)
            {
                yield return Finding.Wrong(Name, $"train, {name}: {found.Counted} particles counted in {found.Steps} steps, not the {particles} in {steps.Count} of its plan");
            }
        }
    }
}
