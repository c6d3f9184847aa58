using Flex3D.Stages.Model;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Results;

/// <summary>Says in whole sentences what particles kept out of training show, for texts that have only a model and not its training.</summary>
public static class HeterogeneityText
{
    /// <summary>Returns the sentences, which claim a motion only where held-out particles show one, and say where maps are made without the flow.</summary>
    /// <param name="kind">What differs between particles; null where the model file does not say, as those of earlier versions.</param>
    /// <param name="supported">See <see cref="FlexModel.MotionSupported"/>.</param>
    public static string Of(Heterogeneity? kind, bool? supported) => Found(kind, supported) + (supported == false ? " Maps are made without the flow." : "");

    private static string Found(Heterogeneity? kind, bool? supported) => kind switch
    {
        Heterogeneity.Motion => "Particles kept out of training support the motion.",
        Heterogeneity.Composition => "Particles kept out of training differ in composition: parts are denser in some of them than in others. They do not support a motion.",
        Heterogeneity.Undecided => "Particles kept out of training differ, but do not tell whether it is a part that moves, one that some of them lack, or their magnification.",
        Heterogeneity.Diffuse => $"Particles kept out of training differ, but no detail finer than {TestGains.DetailAngstrom:0} Å is shown to differ with it: it may be a micelle, a disordered part or wrong poses, and is no evidence of a motion of the molecule.",
        Heterogeneity.Orientations => "Particles kept out of training fit a molecule that does not move, in other orientations than the given ones, as well as they fit a motion. They do not support a motion.",
        Heterogeneity.None => "Particles kept out of training do not support a motion.",
        _ => supported switch
        {
            true => "The flow predicts particles kept out of training better than a rigid molecule does, but the model file does not say whether that is a motion, a difference of composition or a disordered part.",
            false => "Particles kept out of training do not support a motion.",
            null => "Whether the molecule moves was not tested on particles kept out of training.",
        },
    };
}
