# The crossed random-effects model of a study, by lme4.
#   Rscript mixed_model.R rows.csv
# rows.csv: the published columns of rounds (docs/columns.md); those that do not count are left out.
# Prints one line of "name<TAB>value<TAB>standard error" for each coefficient and component, in GeoScore points.
suppressPackageStartupMessages(library(lme4))

file <- commandArgs(trailingOnly = TRUE)[1]
rows <- read.csv(file, stringsAsFactors = FALSE)
rows <- rows[tolower(rows$counts) == "true" & !is.na(rows$geoscore), ]
rows <- data.frame(
  score = rows$geoscore, closed_before = rows$closed_before,
  player = factor(rows$player), clip = factor(rows$clip_key)
)

model <- lmer(score ~ closed_before + (1 | player) + (1 | clip), data = rows)

show <- function(name, value, error = NA) cat(sprintf("%s\t%.4f\t%.4f\n", name, value, error))
fixed <- summary(model)$coefficients
show("intercept", fixed["(Intercept)", "Estimate"], fixed["(Intercept)", "Std. Error"])
show("closed_before", fixed["closed_before", "Estimate"], fixed["closed_before", "Std. Error"])
spread <- as.data.frame(VarCorr(model))
person <- spread$sdcor[spread$grp == "player"]
clip <- spread$sdcor[spread$grp == "clip"]
residual <- spread$sdcor[spread$grp == "Residual"]
show("sd_person", person)
show("sd_clip", clip)
show("sd_residual", residual)

# How reliable clips' means are with k answers each, and people's over k clips.
for (k in c(4, 10)) show(paste0("reliability_of_clips_", k), clip^2 / (clip^2 + (person^2 + residual^2) / k))
for (k in c(10, 20)) show(paste0("reliability_of_people_", k), person^2 / (person^2 + (clip^2 + residual^2) / k))
